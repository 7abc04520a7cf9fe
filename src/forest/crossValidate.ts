import { createRandom } from '../core/random.ts';
import type { Forest } from './forest.ts';
import type { Folds } from './folds.ts';
import { splitFold } from './folds.ts';
import { predictNaive } from './predict.ts';
import type { Scores, ScoreSpread } from './scores.ts';
import { scorePredictions, spreadOfScores } from './scores.ts';

export interface FoldTask {
  readonly repeat: number;
  readonly fold: number;
  /** Table rows to train on; the rows of the fold are not among them. */
  readonly rows: Uint32Array;
  /** Of its own for every fold of every repeat. */
  readonly seed: number;
}

interface RepeatResult {
  readonly folds: Folds;
  /** Per table row: the prediction of the forest that was trained without it. */
  readonly predictions: Float64Array;
  /** By fold. */
  readonly foldScores: readonly Scores[];
  /** All out-of-fold predictions of the repeat scored together: the score to quote. */
  readonly pooled: Scores;
}

export interface CrossValidation {
  readonly repeats: readonly RepeatResult[];
  /** Of the pooled scores over repeats. */
  readonly spread: ScoreSpread;
}

export interface CrossValidationRequest {
  readonly columns: readonly Float32Array[];
  readonly target: Float64Array;
  /** The folds of each repeat. */
  readonly repeats: readonly Folds[];
  readonly seed: number;
  /** How many folds may be in training at once; it never changes the result. */
  readonly concurrency: number;
}

/**
 * Trains once per fold and repeat, and predicts each row by the forest that has not seen it.
 * @throws what `train` throws; no further fold is begun then
 */
export async function crossValidate(
  request: CrossValidationRequest,
  train: (task: FoldTask) => Promise<Forest>,
): Promise<CrossValidation> {
  const { columns, target, repeats, seed, concurrency } = request;
  const predictions = repeats.map(() => new Float64Array(target.length).fill(Number.NaN));
  const tasks = repeats.flatMap((folds, repeat) =>
    Array.from({ length: folds.foldCount }, (_, fold) => ({ repeat, fold })),
  );
  await inLanes(tasks, concurrency, async ({ repeat, fold }) => {
    const { train: rows, test } = splitFold(repeats[repeat]!, fold);
    const forest = await train({ repeat, fold, rows, seed: createRandom(seed, repeat, fold).nextUint32() });
    for (const row of test) {
      predictions[repeat]![row] = predictNaive(
        forest,
        columns.map((column) => column[row]!),
      );
    }
  });
  const results = repeats.map((folds, repeat) => scoreRepeat(folds, target, predictions[repeat]!));
  return { repeats: results, spread: spreadOfScores(results.map((result) => result.pooled)) };
}

function scoreRepeat(folds: Folds, target: Float64Array, predictions: Float64Array): RepeatResult {
  const foldScores = Array.from({ length: folds.foldCount }, (_, fold) => {
    const { test } = splitFold(folds, fold);
    const observed = Array.from(test, (row) => target[row]!);
    const predicted = Array.from(test, (row) => predictions[row]!);
    return scorePredictions(observed, predicted)!;
  });
  return { folds, predictions, foldScores, pooled: scorePredictions(target, predictions)! };
}

/** Works tasks off in order, so many at a time; after a failure no further one is begun. */
async function inLanes<Task>(
  tasks: readonly Task[],
  lanes: number,
  work: (task: Task) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < tasks.length) {
      const task = tasks[next++]!;
      try {
        await work(task);
      } catch (error) {
        next = tasks.length;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
