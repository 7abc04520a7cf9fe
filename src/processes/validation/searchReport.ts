/** What a result says of the models that were tried and chosen. */
import type { Json } from '../../core/json.ts';
import type { ModelChoice } from '../../forest/tuning/chooseModel.ts';
import type { FoldModel } from './searchModel.ts';
import type { SearchPlan } from './searchInputs.ts';
import type { TrainingTable } from '../training/trainingTable.ts';
import { namesOf } from '../training/trainingTable.ts';

/** The choice of a training. */
export function reportChosen(choice: ModelChoice, search: SearchPlan, table: TrainingTable): Json {
  return {
    note: `The model was chosen on the same stations that its ${innerError(table, 0).name} and the out-of-bag scores are of: both are too good. Its score is the cross-validated one, for which the choice was made anew in every fold.`,
    ...describeChoice(choice, search, table),
  };
}

/** What was chosen in each fold; empty where nothing was to be chosen. */
export function reportSearch(
  choices: readonly FoldModel[],
  search: SearchPlan | null,
  table: TrainingTable,
): { readonly [key: string]: Json } {
  if (search === null) return {};
  const timesChosen = namesOf(table).map((name, i) => ({
    covariate: name,
    folds: choices.filter(({ choice }) => choice.covariates.includes(i)).length,
  }));
  return {
    search: {
      note: `Covariates and options were chosen anew in every fold, on inner folds of its training rows. ${innerError(table, 0).name} is the ${table.classes === null ? 'error' : 'Brier score'} on the rows that they were chosen by: it is too good and no score.`,
      mostForests: search.mostForests,
      timesChosen: timesChosen.toSorted((a, b) => b.folds - a.folds),
      perFold: choices.map(({ repeat, fold, choice }) => ({
        repeat: repeat + 1,
        fold: fold + 1,
        ...describeChoice(choice, search, table),
      })),
    },
  };
}

/** A choice by the names that its reader knows; of the options those that were tuned. */
function describeChoice(
  choice: ModelChoice,
  { search }: SearchPlan,
  table: TrainingTable,
): { readonly [key: string]: Json } {
  const names = namesOf(table);
  const described = (covariates: readonly number[], error: number): { readonly [key: string]: Json } => {
    const { name, value } = innerError(table, error);
    return { covariates: covariates.map((number) => names[number]!), [name]: value };
  };
  const tuned = Object.keys(search.grid ?? {}).map((name) => [name, choice.options[name] ?? null] as const);
  return {
    ...described(choice.covariates, choice.innerError),
    options: Object.fromEntries(tuned),
    ...(search.selectFeatures ? { steps: choice.steps.map((step) => described(step.covariates, step.error)) } : {}),
  };
}

/** The root of a squared error is in the unit of the target; a Brier score stands as it is. */
function innerError({ classes }: TrainingTable, error: number): { readonly name: string; readonly value: number } {
  return classes === null ? { name: 'innerRmse', value: Math.sqrt(error) } : { name: 'innerBrier', value: error };
}
