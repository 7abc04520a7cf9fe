/** Tuning and selection with their forests in threads, and what a result says about them. */
import { createRandom } from '../core/random.ts';
import { mapLimited } from '../core/mapLimited.ts';
import { chooseModel } from '../forest/tuning/chooseModel.ts';
import type { DrawFoldsTask } from '../../workers/drawFolds.ts';
import type { DrawnFolds } from '../forest/folds/drawFolds.ts';
import type { CandidateTask } from '../forest/tuning/candidate.ts';
import type { ModelChoice } from '../forest/tuning/chooseModel.ts';
import type { Json } from '../core/json.ts';
import type { ChosenEngine, TrainingData } from './growForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { ProcessContext } from './process.ts';
import type { SearchPlan } from './searchInputs.ts';

/** Chooses a model by the rows given, and by no others; the columns are prepared by these rows. */
type Chooser = (columns: readonly Float32Array[], rows: Uint32Array, seed: number) => Promise<ModelChoice>;

/** The inner folds are drawn from a stream of their own, so that they do not follow the outer ones. */
const stream = 0x1f01d;

/**
 * @param onForests is told how many forests more have been grown
 * @returns a chooser by inner folds of the plan's own kind
 */
export function createChooser(
  context: ProcessContext,
  engine: ChosenEngine,
  { target, weights = null }: TrainingData,
  given: { readonly plan: Pick<ValidationPlan, 'choice' | 'facts'>; readonly search: SearchPlan['search'] },
  onForests: (count: number) => void,
): Chooser {
  const { plan, search } = given;
  return async (columns, rows, seed) => {
    const drawing: DrawFoldsTask = {
      choice: plan.choice,
      facts: plan.facts,
      within: rows,
      repeats: 1,
      seed: createRandom(seed, stream).nextUint32(),
    };
    const [inner] = await context.pool.run<DrawnFolds[]>('drawFolds', drawing, context.signal);
    const { folds } = inner!;
    return chooseModel(search, columns.length, engine.options, (candidates) =>
      mapLimited(candidates, 2 * context.pool.threads, async (candidate) => {
        const task: CandidateTask = { engine: engine.name, candidate, columns, target, weights, rows, folds, seed };
        const squaredError = await context.pool.run<number>('scoreCandidate', task, context.signal);
        onForests(folds.foldCount);
        return squaredError;
      }),
    );
  };
}

/** The choice of a training: by inner folds of all its rows. */
export function chooseForAll(
  context: ProcessContext,
  engine: ChosenEngine,
  data: TrainingData,
  given: { readonly plan: ValidationPlan; readonly search: SearchPlan; readonly seed: number },
): Promise<ModelChoice> {
  const { plan, search, seed } = given;
  let grown = 0;
  const choose = createChooser(context, engine, data, { plan, search: search.search }, (count) => {
    grown += count;
    context.progress(
      grown / search.forestsPerChoice,
      `${grown} of at most ${search.forestsPerChoice} forests to choose by`,
    );
  });
  return choose(data.columns, Uint32Array.from(data.target.keys()), seed);
}

export function reportChosen(choice: ModelChoice, { search }: SearchPlan, covariates: readonly string[]): Json {
  return {
    note: 'The model was chosen on the same stations that its innerRmse and the out-of-bag scores are of: both are too good. Its score is the cross-validated one, for which the choice was made anew in every fold.',
    ...describeChoice(choice, search, covariates),
  };
}

/** A choice by the names that its reader knows; of the options those that were tuned. */
export function describeChoice(
  choice: ModelChoice,
  search: SearchPlan['search'],
  covariates: readonly string[],
): { readonly [key: string]: Json } {
  const named = (numbers: readonly number[]): string[] => numbers.map((number) => covariates[number]!);
  const tuned = Object.keys(search.grid ?? {}).map((name) => [name, choice.options[name] ?? null] as const);
  return {
    covariates: named(choice.covariates),
    options: Object.fromEntries(tuned),
    innerRmse: choice.innerRmse,
    ...(search.selectFeatures
      ? { steps: choice.steps.map((step) => ({ covariates: named(step.covariates), innerRmse: step.rmse })) }
      : {}),
  };
}
