import { createRandom, shuffle } from '../core/random.ts';
import type { Random } from '../core/random.ts';
import { mean, sampleDeviation } from '../core/statistics.ts';
import type { Forest } from './forest.ts';
import { treeValue } from './outOfBag.ts';
import type { Training } from './engine.ts';
import type { TrainedForest } from './trainForest.ts';

/** What trees lose without a covariate: in the unit of the target squared, with classes as a share of the rows. */
export interface Importance {
  /** Mean over trees. */
  readonly mean: number;
  /** Standard deviation over trees; null for fewer than two of them. */
  readonly sd: number | null;
}

/** Covariates that are judged as one, by their numbers. */
export type CovariateGroup = readonly number[];

/**
 * Permutation importance out of bag, one value per group of covariates: within the rows that a tree did not see, each
 * row gets the group's values of another row, and the tree's mean squared error grows by as much as it relied on them;
 * with classes, the share of rows that it puts in a wrong class, which is the decrease of accuracy.
 *
 * Correlated covariates share their importance, so that each alone may look dispensable: a group of them is not.
 * Each group and tree draws from its own stream.
 * @param groups by default each covariate for itself
 * @returns null where no tree has a row out of bag; trees without one are passed over
 * @source Breiman 2001, Random Forests, Machine Learning 45:5–32, section 10, doi:10.1023/A:1010933404324
 */
export function permutationImportance(
  request: Training,
  trained: TrainedForest,
  groups: readonly CovariateGroup[] = request.columns.map((_, covariate) => [covariate]),
): readonly Importance[] | null {
  const { columns, rows } = request;
  const increases = groups.map((): number[] => []);
  for (let tree = 0; tree + 1 < trained.forest.treeStarts.length; tree++) {
    const held = rows.filter((_, i) => trained.inBag[tree * rows.length + i] === 0);
    if (held.length === 0) continue;
    const intact = lossOf(trained.forest, tree, columns, held, request);
    for (const [i, group] of groups.entries()) {
      const permuted = permuteRows(columns, group, held, createRandom(request.seed, tree, ...group));
      const broken = lossOf(trained.forest, tree, permuted, held, request);
      increases[i]!.push((broken - intact) / held.length);
    }
  }
  return increases[0]?.length === 0 ? null : increases.map(summarise);
}

/** @param values one per tree, at least one */
export function summarise(values: readonly number[]): Importance {
  return { mean: mean(values), sd: values.length < 2 ? null : sampleDeviation(values) };
}

/** The columns with the values of a group shuffled among the held rows, together. */
function permuteRows(
  columns: readonly Float32Array[],
  group: CovariateGroup,
  held: Uint32Array,
  random: Random,
): readonly Float32Array[] {
  const from = held.slice();
  shuffle(from, random);
  return columns.map((column, covariate) => {
    if (!group.includes(covariate)) return column;
    const permuted = column.slice();
    for (let i = 0; i < held.length; i++) permuted[held[i]!] = column[from[i]!]!;
    return permuted;
  });
}

/** Squared errors of one tree, or with classes its wrong ones, summed over rows. */
function lossOf(
  forest: Forest,
  tree: number,
  columns: readonly Float32Array[],
  rows: Uint32Array,
  { target, classCount = null }: Training,
): number {
  let sum = 0;
  for (const row of rows) {
    const error = treeValue(forest, tree, columns, row) - target[row]!;
    sum += classCount === null ? error ** 2 : Number(error !== 0);
  }
  return sum;
}
