/** Quantile regression forests by their definition, row by row: Meinshausen 2006, equations 4 to 6. */
import { leafNode } from '../../../src/forest/outOfBag.ts';
import type { Forest } from '../../../src/forest/forest.ts';
import type { TrainingRows } from '../../../src/forest/trainingRows.ts';

/** Shares that differ by less are equal: both are sums of thousands of fractions. */
const rounding = 1e-9;

export interface NaiveDistribution {
  /** The smallest target whose cumulated weight reaches the probability. */
  readonly quantile: (probability: number) => number;
  readonly deviation: number;
}

export function naiveDistribution(
  forest: Forest,
  { columns, target }: TrainingRows,
  pixel: readonly number[],
): NaiveDistribution {
  const weights = new Float64Array(target.length);
  const treeCount = forest.treeStarts.length - 1;
  const pixelColumns = pixel.map((value) => Float32Array.of(value));
  for (let tree = 0; tree < treeCount; tree++) {
    const leaf = leafNode(forest, tree, pixelColumns, 0);
    const sharing = [...target.keys()].filter((row) => leafNode(forest, tree, columns, row) === leaf);
    for (const row of sharing) weights[row]! += 1 / sharing.length / treeCount;
  }
  const order = [...target.keys()].toSorted((a, b) => target[a]! - target[b]!);
  const mean = order.reduce((sum, row) => sum + weights[row]! * target[row]!, 0);
  return {
    quantile: (probability) => {
      let share = 0;
      for (const row of order) {
        share += weights[row]!;
        if (weights[row]! > 0 && share >= probability - rounding) return target[row]!;
      }
      throw new Error(`The weights add up to ${share}`);
    },
    deviation: Math.sqrt(order.reduce((sum, row) => sum + weights[row]! * (target[row]! - mean) ** 2, 0)),
  };
}
