/** Chooses how to find the conditional distribution of every pixel; whatever is chosen gives the same bits. */
import type { Forest } from '../forest.ts';
import type { PredictColumns } from '../predict.ts';
import type { TrainingRows } from '../trainingRows.ts';
import { collectLeafRows } from './leafRows.ts';
import { createMaskDistribution } from './maskDistribution.ts';
import { sharesOf } from './summarise.ts';
import { createWalkDistribution } from './walkDistribution.ts';

/** Memory of one thread for the tables of WASM; a forest that needs more is walked instead. */
const LIMIT_BYTES = 64 * 2 ** 20;

/**
 * @param probabilities of the quantiles, in 0..1 exclusive, ascending
 * @returns outputs: a quantile per probability, then the standard deviation
 */
export function createDistribution(
  forest: Forest,
  rows: TrainingRows,
  probabilities: readonly number[],
  limitBytes = LIMIT_BYTES,
): PredictColumns {
  const leafRows = collectLeafRows(forest, rows);
  const shares = sharesOf(probabilities);
  return (
    createMaskDistribution(forest, leafRows, shares, limitBytes) ?? createWalkDistribution(forest, leafRows, shares)
  );
}
