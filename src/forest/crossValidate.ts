import { mapLimited } from '../core/mapLimited.ts';
import { createRandom } from '../core/random.ts';
import type { Folds } from './folds.ts';
import { rowsByFold, splitFold } from './folds.ts';
import type { Forest } from './forest.ts';
import type { LinearRelation } from './linear/linearRelation.ts';
import { predictRelation } from './linear/linearRelation.ts';
import { predictNaive } from './predict.ts';
import type { Scores, ScoreSpread } from './scores.ts';
import { meanOfScores, scorePredictions, spreadOfScores } from './scores.ts';

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
  /** Per table row: the prediction of the model that was trained without it. */
  readonly predictions: Float64Array;
  /** By fold. */
  readonly foldScores: readonly Scores[];
  /** All out-of-fold predictions of the repeat scored together. */
  readonly pooled: Scores;
}

export interface CrossValidation {
  readonly repeats: readonly RepeatResult[];
  /** The pooled scores, their mean over repeats: the score to quote. */
  readonly overall: Scores;
  /** Of the pooled scores over repeats. */
  readonly spread: ScoreSpread;
}

/** A fitted model: its prediction for a row of the table. */
export type RowPredictor = (row: number) => number;

/** @param columns of the whole table, one per covariate of the forest and in its order */
export function forestPredictor(forest: Forest, columns: readonly Float32Array[]): RowPredictor {
  return (row) =>
    predictNaive(
      forest,
      columns.map((column) => column[row]!),
    );
}

/** @param columns of the whole table, one per covariate of the relation and in its order */
export function relationPredictor(relation: LinearRelation, columns: readonly ArrayLike<number>[]): RowPredictor {
  return (row) =>
    predictRelation(
      relation,
      columns.map((column) => column[row]!),
    );
}

export interface CrossValidationRequest {
  readonly target: Float64Array;
  /** The folds of each repeat. */
  readonly repeats: readonly Folds[];
  readonly seed: number;
  /** How many folds may be in training at once; it never changes the result. */
  readonly concurrency: number;
}

/**
 * Fits once per fold and repeat, and scores what each row is predicted by the model that has not seen it.
 * @param fit must look at the rows of its task alone, whatever it chooses by them
 * @throws what `fit` throws; no further fold is begun then
 */
export async function crossValidate(
  request: CrossValidationRequest,
  fit: (task: FoldTask) => Promise<RowPredictor>,
): Promise<CrossValidation> {
  const { target, repeats } = request;
  const predictions = await predictOutOfFold(request, fit);
  const results = repeats.map((folds, repeat) => scoreRepeat(folds, target, predictions[repeat]!));
  const pooled = results.map((result) => result.pooled);
  return { repeats: results, overall: meanOfScores(pooled), spread: spreadOfScores(pooled) };
}

/** The predictions alone, per repeat and row: of classes no difference can be scored. As `crossValidate` otherwise. */
export async function predictOutOfFold(
  { target, repeats, seed, concurrency }: CrossValidationRequest,
  fit: (task: FoldTask) => Promise<RowPredictor>,
): Promise<readonly Float64Array[]> {
  const predictions = repeats.map(() => new Float64Array(target.length).fill(Number.NaN));
  const tasks = repeats.flatMap((folds, repeat) =>
    Array.from({ length: folds.foldCount }, (_, fold) => ({ repeat, fold })),
  );
  await mapLimited(tasks, concurrency, async ({ repeat, fold }) => {
    const { train, test } = splitFold(repeats[repeat]!, fold);
    const predict = await fit({ repeat, fold, rows: train, seed: createRandom(seed, repeat, fold).nextUint32() });
    for (const row of test) predictions[repeat]![row] = predict(row);
  });
  return predictions;
}

function scoreRepeat(folds: Folds, target: Float64Array, predictions: Float64Array): RepeatResult {
  const foldScores = rowsByFold(folds).map((rows) => {
    const observed = rows.map((row) => target[row]!);
    const predicted = rows.map((row) => predictions[row]!);
    return scorePredictions(observed, predicted)!;
  });
  return { folds, predictions, foldScores, pooled: scorePredictions(target, predictions)! };
}
