import { createRandom, shuffle } from '../core/random.ts';
import { mean, sampleDeviation } from '../core/statistics.ts';
import type { Forest } from './forest.ts';
import { treeValue } from './outOfBag.ts';
import type { TrainedForest, TrainRequest } from './trainForest.ts';

export interface Importance {
  /** Mean over trees of the increase of the out-of-bag mean squared error, unit of the target squared. */
  readonly increase: number;
  /** Standard deviation of that increase over trees; null for fewer than two trees with rows out of bag. */
  readonly sd: number | null;
}

/**
 * Permutation importance out of bag, one value per covariate: within the rows that a tree did not see, the values of
 * one covariate are shuffled, and the tree's error grows by as much as it relied on that covariate.
 *
 * Correlated covariates share their importance. Each covariate and tree draws from its own stream.
 * @returns null where no tree has a row out of bag
 * @source Breiman 2001, Random Forests, Machine Learning 45:5–32, section 10, doi:10.1023/A:1010933404324
 */
export function permutationImportance(request: TrainRequest, trained: TrainedForest): readonly Importance[] | null {
  const { columns, target, rows, seed } = request;
  const outOfBagRows = rowsOutOfBag(rows, trained);
  if (outOfBagRows.every((tree) => tree.length === 0)) return null;
  return columns.map((column, covariate) => {
    const increases: number[] = [];
    const permuted = column.slice();
    const swapped = columns.with(covariate, permuted);
    for (const [tree, held] of outOfBagRows.entries()) {
      if (held.length === 0) continue;
      const from = held.slice();
      shuffle(from, createRandom(seed, tree, covariate));
      for (let i = 0; i < held.length; i++) permuted[held[i]!] = column[from[i]!]!;
      const intact = squaredError(trained.forest, tree, columns, target, held);
      increases.push((squaredError(trained.forest, tree, swapped, target, held) - intact) / held.length);
    }
    return { increase: mean(increases), sd: increases.length < 2 ? null : sampleDeviation(increases) };
  });
}

/** Per tree: the rows of the table that it was trained without. */
function rowsOutOfBag(rows: Uint32Array, { forest, inBag }: TrainedForest): readonly Uint32Array[] {
  return Array.from({ length: forest.treeStarts.length - 1 }, (_, tree) =>
    rows.filter((_row, i) => inBag[tree * rows.length + i] === 0),
  );
}

function squaredError(
  forest: Forest,
  tree: number,
  columns: readonly Float32Array[],
  target: Float64Array,
  rows: Uint32Array,
): number {
  let sum = 0;
  for (const row of rows) sum += (treeValue(forest, tree, columns, row) - target[row]!) ** 2;
  return sum;
}
