/** A model that might be chosen, and how good it is on inner folds. */
import { createRandom } from '../../core/random.ts';
import { forestPredictor } from '../crossValidate.ts';
import type { EngineOptions } from '../engine.ts';
import { findTreeEngine } from '../engines.ts';
import type { Folds } from '../folds.ts';
import { splitFold } from '../folds.ts';
import { viewForest } from '../forest.ts';

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
  /** A number per row of the table. */
  readonly target: Float64Array;
  /** Per row of the table, positive: how likely a tree draws it; null for equal weights. */
  readonly weights: Float64Array | null;
  /** The rows that may be looked at, as indices into the columns. */
  readonly rows: Uint32Array;
  /** Of positions in `rows`. */
  readonly folds: Folds;
  /** The same for all candidates of one choice: then they differ by what they are, not by luck. */
  readonly seed: number;
}

/** @returns mean squared error over the rows, each predicted by the forest that was trained without its fold */
export function scoreCandidate(task: CandidateTask): number {
  const { candidate, target, weights, rows, folds, seed } = task;
  const columns = candidate.covariates.map((covariate) => task.columns[covariate]!);
  const engine = findTreeEngine(task.engine);
  const treeCount = candidate.options['trees'] ?? 0;
  let squares = 0;
  for (let fold = 0; fold < folds.foldCount; fold++) {
    const { train, test } = splitFold(folds, fold);
    const { forest } = engine.trainTrees({
      columns,
      target,
      weights,
      rows: train.map((position) => rows[position]!),
      options: candidate.options,
      seed: createRandom(seed, fold).nextUint32(),
      firstTree: 0,
      treeCount,
    });
    const predict = forestPredictor(viewForest(forest), columns);
    for (const position of test) squares += (predict(rows[position]!) - target[rows[position]!]!) ** 2;
  }
  return squares / rows.length;
}
