/** Cross-validation of a classification, by the plan's folds and by random ones where these are to stand beside. */
import { scoreClasses } from './classScores.ts';
import { describeMatch, describeSeparation } from './foldDistances.ts';
import { countFolds, validateClasses } from './validateForest.ts';
import { randomChoice } from './planValidation.ts';
import { stretchOf } from '../process.ts';
import { createFoldChooser } from './searchModel.ts';
import { reportSearch } from './searchReport.ts';
import { noteAccuracy } from './validationNotes.ts';
import type { Folds } from '../../forest/folds.ts';
import type { FoldChoice } from '../../forest/folds/drawFolds.ts';
import type { JsonObject } from '../../core/json.ts';
import type { ClassScores } from './classScores.ts';
import type { ChosenEngine } from '../training/growForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { ProcessContext } from '../process.ts';
import type { FoldModel } from './searchModel.ts';
import type { SearchPlan } from './searchInputs.ts';
import type { TrainingTable } from '../training/trainingTable.ts';

export interface JudgedClasses {
  readonly scores: JsonObject;
  /** Per row the number of the class predicted out of fold; NaN where a covariate has a level unseen in training. */
  readonly repeats: readonly { readonly folds: Folds; readonly predictions: Float64Array }[];
}

interface ClassJob {
  readonly plan: ValidationPlan;
  /** null for a model of all covariates with the engine as it is. */
  readonly search: SearchPlan | null;
  readonly seed: number;
}

/** @param table of a classification */
export async function judgeClasses(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  given: ClassJob,
): Promise<JudgedClasses> {
  const { plan, search } = given;
  const own = plan.repeats.map(({ folds }) => folds);
  const beside = plan.random === null ? [] : [plan.random.folds];
  const share = countFolds(own) / countFolds([...own, ...beside]);
  const judge = async (part: ProcessContext, repeats: readonly Folds[], choice: FoldChoice): Promise<Predicted> => {
    const predicted = await predictFolds(part, engine, table, { ...given, plan: { ...plan, choice } }, repeats);
    return { ...predicted, scored: scoreClasses(table.classes!, table.target, repeats, predicted.predictions) };
  };
  const ours = await judge(stretchOf(context, 0, share), own, plan.choice);
  const random =
    plan.random === null
      ? null
      : await judge(stretchOf(context, share, 1), beside, randomChoice(plan.random.folds.foldCount));
  const separation = (folds: Folds): JsonObject => describeSeparation(folds, plan.stations);
  return {
    scores: {
      ...ours.scored.report,
      ...separation(own[0]!),
      ...describeMatch(plan),
      ...(random === null ? {} : { random: { ...random.scored.report, ...separation(beside[0]!) } }),
      validationNotes: noteAccuracy(ours.scored, random?.scored ?? null, plan),
      ...reportSearch(ours.choices, search, table),
    },
    repeats: own.map((folds, repeat) => ({ folds, predictions: ours.predictions[repeat]! })),
  };
}

interface FoldPredictions {
  readonly predictions: readonly Float64Array[];
  readonly choices: readonly FoldModel[];
}

interface Predicted extends FoldPredictions {
  readonly scored: ClassScores;
}

async function predictFolds(
  context: ProcessContext,
  engine: ChosenEngine,
  table: TrainingTable,
  { plan, search, seed }: ClassJob,
  repeats: readonly Folds[],
): Promise<FoldPredictions> {
  if (search === null) {
    return { predictions: await validateClasses(context, engine, table, { repeats, seed, choose: null }), choices: [] };
  }
  const { choose, chosen } = createFoldChooser(context, engine, table, { plan, search, folds: repeats });
  const quiet: ProcessContext = { ...context, progress: () => {} };
  const predictions = await validateClasses(quiet, engine, table, { repeats, seed, choose });
  return { predictions, choices: chosen() };
}
