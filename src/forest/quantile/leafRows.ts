/**
 * The training rows in every leaf of a forest: what a quantile regression forest knows beside its trees.
 *
 * All training rows are dropped down every tree, those that the tree did not draw too: Meinshausen's weights are over
 * all of them, and rows that did not shape a leaf say more honestly how far apart its temperatures lie.
 *
 * @source Meinshausen 2006, Quantile Regression Forests, Journal of Machine Learning Research 7:983, section 3
 */
import { DomainError } from '../../core/errors.ts';
import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import { leafNode } from '../outOfBag.ts';
import type { TrainingRows } from '../trainingRows.ts';

export interface LeafRows {
  /** Distinct targets of the training rows, ascending. */
  readonly targets: Float64Array;
  /** Per node: where its rows begin in `ranks`, then the end; an inner node has none, a leaf at least one. */
  readonly starts: Uint32Array;
  /** Per row of a leaf: the place of its target in `targets`. */
  readonly ranks: Uint32Array;
  /**
   * Per number of rows in a leaf: weight of each of them, 1 / their number, in units that make it a whole number. Sums of
   * whole numbers below 2⁵³ are exact in any order, so rows may be added and taken away again without a trace.
   */
  readonly rowWeights: Float64Array;
}

/** @throws {DomainError} 'model-unreadable' where a leaf has no row: then the rows are not those of the forest */
export function collectLeafRows(forest: Forest, { columns, target }: TrainingRows): LeafRows {
  const treeCount = treeCountOf(forest);
  const { targets, places } = rankTargets(target);
  const leaves = new Uint32Array(treeCount * target.length);
  const starts = new Uint32Array(forest.feature.length + 1);
  for (let tree = 0; tree < treeCount; tree++) {
    for (let row = 0; row < target.length; row++) {
      const leaf = leafNode(forest, tree, columns, row);
      leaves[tree * target.length + row] = leaf;
      starts[leaf + 1]! += 1;
    }
  }
  const empty = forest.feature.findIndex((feature, node) => feature === LEAF && starts[node + 1] === 0);
  if (empty !== -1) {
    throw new DomainError(
      'model-unreadable',
      `The model's training rows do not belong to its trees: none of ${target.length} rows ends in the leaf at node ${empty}`,
    );
  }
  // Whole numbers up to 2⁵² over all trees.
  const unit = 2 ** Math.floor(52 - Math.log2(treeCount));
  const most = starts.reduce((largest, count) => Math.max(largest, count), 0);
  const rowWeights = Float64Array.from({ length: most + 1 }, (_, count) =>
    count === 0 ? 0 : Math.floor(unit / count),
  );
  for (let node = 0; node < forest.feature.length; node++) starts[node + 1]! += starts[node]!;
  const ranks = new Uint32Array(leaves.length);
  const next = starts.slice();
  for (let tree = 0, i = 0; tree < treeCount; tree++) {
    for (let row = 0; row < target.length; row++, i++) ranks[next[leaves[i]!]!++] = places[row]!;
  }
  return { targets, starts, ranks, rowWeights };
}

/** @returns the distinct targets, ascending, and per row the place of its own among them */
function rankTargets(target: Float64Array): { readonly targets: Float64Array; readonly places: Uint32Array } {
  const targets = Float64Array.from(new Set(target)).toSorted();
  const placeOf = new Map([...targets].map((value, place) => [value, place]));
  return { targets, places: Uint32Array.from(target, (value) => placeOf.get(value)!) };
}
