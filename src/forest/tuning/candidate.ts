/** A model that might be chosen, and how good it is on inner folds. */
import { createRandom } from '../../core/random.ts';
import { forestPredictor } from '../crossValidate.ts';
import { trainTrees } from '../engine.ts';
import type { EngineOptions } from '../engine.ts';
import { findTreeEngine } from '../engines.ts';
import type { Folds } from '../folds.ts';
import { splitFold } from '../folds.ts';
import type { Forest } from '../forest.ts';
import { viewForest } from '../forest.ts';
import { countVotes } from '../votes.ts';

export interface Candidate {
  /** Numbers of the covariates, ascending. */
  readonly covariates: readonly number[];
  /** Complete, as `resolveOptions` returns them. */
  readonly options: EngineOptions;
}

export interface CandidateTask {
  readonly engine: string;
  readonly candidate: Candidate;
  /** One Float32Array per covariate of the table, whether a candidate or not. */
  readonly columns: readonly Float32Array[];
  /** A number per row of the table, or the number of its class. */
  readonly target: Float64Array;
  /** null where the target is a number. */
  readonly classCount: number | null;
  /** Per row of the table, positive: how likely a tree draws it; null for equal weights. */
  readonly weights: Float64Array | null;
  /** The rows that may be looked at, as indices into the columns. */
  readonly rows: Uint32Array;
  /** Of positions in `rows`. */
  readonly folds: Folds;
  /** The same for all candidates of one choice: then they differ by what they are, not by luck. */
  readonly seed: number;
}

/**
 * @returns mean over the rows, each predicted by the forest that was trained without its fold: of the squared error, or
 *   of classes the Brier score, which unlike accuracy tells a narrow vote from a clear one
 */
export function scoreCandidate(task: CandidateTask): number {
  const { candidate, target, classCount, weights, rows, folds, seed } = task;
  const columns = candidate.covariates.map((covariate) => task.columns[covariate]!);
  const engine = findTreeEngine(task.engine);
  const treeCount = candidate.options['trees'] ?? 0;
  let sum = 0;
  for (let fold = 0; fold < folds.foldCount; fold++) {
    const { train, test } = splitFold(folds, fold);
    const { forest } = trainTrees(engine, {
      columns,
      target,
      classCount,
      weights,
      rows: train.map((position) => rows[position]!),
      options: candidate.options,
      seed: createRandom(seed, fold).nextUint32(),
      firstTree: 0,
      treeCount,
    });
    const errorOf = rowError(viewForest(forest), columns, target, classCount);
    for (const position of test) sum += errorOf(rows[position]!);
  }
  return sum / rows.length;
}

function rowError(
  forest: Forest,
  columns: readonly Float32Array[],
  target: Float64Array,
  classCount: number | null,
): (row: number) => number {
  if (classCount !== null) return (row) => brierScore(countVotes(forest, classCount, columns, row), target[row]!);
  const predict = forestPredictor(forest, columns);
  return (row) => (predict(row) - target[row]!) ** 2;
}

/**
 * Of one row: sum over classes of (share of votes − 1 where the class was observed, else 0)², from 0 to 2.
 * @source Brier 1950, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78:1–3,
 *         equation 2
 */
export function brierScore(votes: Uint32Array, observed: number): number {
  const trees = votes.reduce((sum, count) => sum + count, 0);
  return votes.reduce((sum, count, own) => sum + (count / trees - (own === observed ? 1 : 0)) ** 2, 0);
}
