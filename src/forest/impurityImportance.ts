/**
 * Impurity importance without its bias towards covariates with many values: each covariate competes with a shadow of
 * itself whose rows are permuted, and what the shadow gains by chance is taken off. A covariate without effect gets a
 * value about 0, on either side.
 * @source Nembrini, König & Wright 2018, The revival of the Gini importance?, Bioinformatics 34:3711–3718,
 *   section 2.3, doi:10.1093/bioinformatics/bty373
 */
import { createRandom, shuffle } from '../core/random.ts';
import { mean } from '../core/statistics.ts';
import type { Forest } from './forest.ts';
import { LEAF } from './forest.ts';
import { summarise } from './importance.ts';
import type { Importance } from './importance.ts';
import type { Training } from './engine.ts';
import type { TrainedForest } from './trainForest.ts';

/** A stream that no tree draws from: trees are numbered from 0 and are far fewer. */
const SHADOW_STREAM = 0xffff_ffff;

/**
 * The same training with a shadow behind the covariates for each of them, in their order. One permutation serves all,
 * so that shadows are as correlated with each other as the covariates are.
 */
export function withShadows(request: Training): Training {
  const { columns, rows, seed } = request;
  const from = rows.slice();
  shuffle(from, createRandom(seed, SHADOW_STREAM));
  const shadows = columns.map((column) => {
    const shadow = new Float32Array(new SharedArrayBuffer(4 * column.length));
    for (const [i, row] of rows.entries()) shadow[row] = column[from[i]!]!;
    return shadow;
  });
  return { ...request, columns: [...columns, ...shadows] };
}

/**
 * @param request as `withShadows` returned it
 * @param trained by that request
 * @returns per covariate (without shadows): its decrease of the impurity minus its shadow's
 */
export function correctedImportance(request: Training, trained: TrainedForest): readonly Importance[] {
  const perTree = impurityDecreases(request, trained);
  const covariateCount = request.columns.length / 2;
  return Array.from({ length: covariateCount }, (_, covariate) =>
    summarise(perTree.map((decrease) => decrease[covariate]! - decrease[covariate + covariateCount]!)),
  );
}

/**
 * By how much the splits on each covariate decrease the variance of the target within the leaves, over the rows that
 * each tree was grown on: what its sum of squared errors loses, divided by the size of its sample. Of classes the Gini
 * impurity, Σ p (1 − p), which is the sum of the variances of being of each class.
 * @returns per tree, per covariate; unit of the target squared, none of classes
 * @source Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees, section 5.3
 */
export function impurityDecreases(request: Training, trained: TrainedForest): readonly Float64Array[] {
  const { target, classCount } = request;
  if (typeof classCount !== 'number') return varianceDecreases(request, target, trained);
  const ofClasses = Array.from({ length: classCount }, (_, own) =>
    varianceDecreases(
      request,
      target.map((value) => (value === own ? 1 : 0)),
      trained,
    ),
  );
  return ofClasses.reduce((sums, decreases) =>
    sums.map((tree, i) => tree.map((sum, covariate) => sum + decreases[i]![covariate]!)),
  );
}

function varianceDecreases(
  { columns, rows }: Training,
  target: Float64Array,
  { forest, inBag }: TrainedForest,
): readonly Float64Array[] {
  // Taken about their mean, targets far from 0 lose no digits in the sums.
  const centre = mean(Array.from(rows, (row) => target[row]!));
  const { treeStarts } = forest;
  return Array.from({ length: treeStarts.length - 1 }, (_, tree) => {
    const root = treeStarts[tree]!;
    const counts = new Float64Array(treeStarts[tree + 1]! - root);
    const sums = new Float64Array(counts.length);
    for (const [i, row] of rows.entries()) {
      const count = inBag[tree * rows.length + i]!;
      if (count !== 0) dropRow(forest, root, columns, row, { counts, sums, count, excess: target[row]! - centre });
    }
    return decreasesOf(forest, root, counts, sums);
  });
}

interface Drop {
  /** Per node of the tree: rows that came by, repeats counted, and the sum of their targets. */
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly count: number;
  readonly excess: number;
}

/** Adds a row to every node from the root of a tree to the row's leaf. */
function dropRow(forest: Forest, root: number, columns: readonly Float32Array[], row: number, drop: Drop): void {
  const { feature, threshold, right } = forest;
  const { counts, sums, count, excess } = drop;
  for (let node = root; ;) {
    counts[node - root]! += count;
    sums[node - root]! += count * excess;
    const covariate = feature[node]!;
    if (covariate === LEAF) return;
    node = columns[covariate]![row]! <= threshold[node]! ? node + 1 : right[node]!;
  }
}

function decreasesOf(forest: Forest, root: number, counts: Float64Array, sums: Float64Array): Float64Array {
  const decreases = new Float64Array(forest.covariateCount);
  for (let node = 0; node < counts.length; node++) {
    const covariate = forest.feature[root + node]!;
    if (covariate === LEAF) continue;
    const [left, right] = [node + 1, forest.right[root + node]! - root];
    const apart = sums[left]! / counts[left]! - sums[right]! / counts[right]!;
    decreases[covariate]! += ((counts[left]! * counts[right]!) / counts[node]! / counts[0]!) * apart ** 2;
  }
  return decreases;
}
