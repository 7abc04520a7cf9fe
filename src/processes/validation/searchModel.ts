/** Tuning and selection with their forests in threads. */
import { DomainError } from '../../core/errors.ts';
import { createRandom } from '../../core/random.ts';
import { mapLimited } from '../../core/mapLimited.ts';
import { chooseModel } from '../../forest/tuning/chooseModel.ts';
import { countFolds } from './validateForest.ts';
import type { ErrorCode } from '../../core/errors.ts';
import type { DrawFoldsTask } from '../../../workers/drawFolds.ts';
import type { DrawnFolds } from '../../forest/folds/drawFolds.ts';
import type { CandidateTask } from '../../forest/tuning/candidate.ts';
import type { ModelChoice } from '../../forest/tuning/chooseModel.ts';
import type { Folds } from '../../forest/folds.ts';
import type { ChosenEngine, TrainingData } from '../training/growForest.ts';
import type { FoldChooser } from './validateForest.ts';
import type { ValidationPlan } from './planValidation.ts';
import type { ProcessContext } from '../process.ts';
import type { SearchPlan } from './searchInputs.ts';

/** Chooses a model by the rows given, and by no others; the columns are prepared by these rows. */
type Chooser = (columns: readonly Float32Array[], rows: Uint32Array, seed: number) => Promise<ModelChoice>;

/** What the drawing of folds is refused with; a cancelled one is no refusal. */
const unfoldable: readonly ErrorCode[] = ['invalid-input', 'too-few-stations'];
/** The inner folds are drawn from a stream of their own, so that they do not follow the outer ones. */
const stream = 0x1f01d;

/**
 * @param onForests is told how many forests more have been grown
 * @returns a chooser by inner folds of the plan's own kind
 */
function createChooser(
  context: ProcessContext,
  engine: ChosenEngine,
  { target, classCount = null, weights = null }: TrainingData,
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
    const folds = await drawInner(context, drawing, rows.length);
    return chooseModel(search, columns.length, engine.options, (candidates) =>
      mapLimited(candidates, 2 * context.pool.threads, async (candidate) => {
        const training = { engine: engine.name, columns, target, classCount, weights, rows, seed };
        const task: CandidateTask = { ...training, candidate, folds };
        const error = await context.pool.run<number>('scoreCandidate', task, context.signal);
        onForests(folds.foldCount);
        return error;
      }),
    );
  };
}

/** @throws {DomainError} as `drawInnerFolds`, saying of how many rows */
async function drawInner({ pool, signal }: ProcessContext, drawing: DrawFoldsTask, rowCount: number): Promise<Folds> {
  try {
    const [inner] = await pool.run<DrawnFolds[]>('drawFolds', drawing, signal);
    return inner!.folds;
  } catch (error) {
    if (!(error instanceof DomainError) || !unfoldable.includes(error.code)) throw error;
    throw new DomainError(
      error.code,
      `tune and selectFeatures compare models by folds of the same scheme within the ${rowCount} rows that one is trained on, and there are none. ${error.message}`,
      error.detail,
      { cause: error },
    );
  }
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

/** The model that was chosen for an outer fold. */
export interface FoldModel {
  readonly repeat: number;
  readonly fold: number;
  readonly choice: ModelChoice;
}

/**
 * Chooses anew for every fold, by inner folds of its training rows.
 * @param folds of all repeats that will be validated, for progress
 * @returns the chooser, and what it has chosen so far by repeat and fold
 */
export function createFoldChooser(
  context: ProcessContext,
  engine: ChosenEngine,
  data: TrainingData,
  given: {
    readonly plan: Pick<ValidationPlan, 'choice' | 'facts'>;
    readonly search: SearchPlan;
    readonly folds: readonly Folds[];
  },
): { readonly choose: FoldChooser; readonly chosen: () => readonly FoldModel[] } {
  const { plan, search, folds } = given;
  const most = countFolds(folds) * search.forestsPerChoice;
  let grown = 0;
  const choose = createChooser(context, engine, data, { plan, search: search.search }, (count) => {
    grown += count;
    context.progress(grown / most, `${grown} of at most ${most} forests`);
  });
  const choices: FoldModel[] = [];
  return {
    choose: async (task, columns) => {
      const choice = await choose(columns, task.rows, task.seed);
      choices.push({ repeat: task.repeat, fold: task.fold, choice });
      return choice;
    },
    chosen: () => choices.toSorted((a, b) => a.repeat - b.repeat || a.fold - b.fold),
  };
}
