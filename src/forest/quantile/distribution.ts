/** Chooses how to find the conditional distribution of every pixel; whatever is chosen gives the same bits. */
import type { Forest } from '../forest.ts';
import type { KernelChoice } from '../kernelChoice.ts';
import { collectTooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import type { TrainingRows } from '../trainingRows.ts';
import { collectLeafRows } from './leafRows.ts';
import { createSetDistribution } from './setDistribution.ts';
import { sharesOf } from './summarise.ts';
import { createTreeDistribution } from './treeDistribution.ts';
import { createWalkDistribution } from './walkDistribution.ts';

/** Memory of one thread for tables; a forest that needs more is walked, in WASM where twice as much holds its trees. */
const LIMIT_BYTES = 64 * 2 ** 20;

export type Distribution = PredictColumns & {
  /** Whether an output behind the standard deviation gets the mean, the same bits as from `predictNaive`. */
  readonly findsMean: boolean;
};

/**
 * @param probabilities of the quantiles, in 0..1 exclusive, ascending
 * @param options `report` is told which kernel was taken
 * @returns outputs: a quantile per probability, then the standard deviation
 */
export function createDistribution(
  forest: Forest,
  rows: TrainingRows,
  probabilities: readonly number[],
  options: { readonly limitBytes?: number | undefined; readonly report?: (choice: KernelChoice) => void } = {},
): Distribution {
  const { limitBytes = LIMIT_BYTES, report } = options;
  const leafRows = collectLeafRows(forest, rows);
  const shares = sharesOf(probabilities);
  const forSets = collectTooLarge(limitBytes);
  const sets = createSetDistribution(forest, leafRows, shares, limitBytes, forSets.tooLarge);
  if (sets !== null) {
    report?.({ kernel: 'wasm-distribution', passedOver: [] });
    return Object.assign(sets, { findsMean: false });
  }
  const forTrees = collectTooLarge(2 * limitBytes);
  const trees = createTreeDistribution(forest, leafRows, shares, 2 * limitBytes, forTrees.tooLarge);
  const kernel = trees === null ? 'js-distribution' : 'wasm-walk-distribution';
  report?.({ kernel, passedOver: [...forSets.passedOver, ...forTrees.passedOver] });
  return Object.assign(trees ?? createWalkDistribution(forest, leafRows, shares), { findsMean: trees !== null });
}
