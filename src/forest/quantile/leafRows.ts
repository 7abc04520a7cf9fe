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
  /** 4 where weights and their sum over the trees are below 2³¹, else 8. */
  readonly weightBytes: 4 | 8;
}

/** @throws {DomainError} 'model-unreadable' where a leaf has no row: then the rows are not those of the forest */
export function collectLeafRows(forest: Forest, { columns, target }: TrainingRows): LeafRows {
  const rowCount = target.length;
  const treeCount = treeCountOf(forest);
  const { targets, places } = rankTargets(target);
  const starts = new Uint32Array(forest.feature.length + 1);
  const ranks = new Uint32Array(treeCount * rowCount);
  starts[forest.feature.length] = ranks.length;
  const dropRows = createDrop(forest, columns, rowCount);
  for (let tree = 0; tree < treeCount; tree++) {
    const first = tree * rowCount;
    const rows = dropRows(tree, starts, first);
    for (let i = 0; i < rowCount; i++) ranks[first + i] = places[rows[i]!]!;
  }
  let most = 0;
  for (let node = 0; node < forest.feature.length; node++) {
    const count = starts[node + 1]! - starts[node]!;
    if (count === 0 && forest.feature[node] === LEAF) {
      throw new DomainError(
        'model-unreadable',
        `The model's training rows do not belong to its trees: none of ${rowCount} rows ends in the leaf at node ${node}`,
      );
    }
    most = Math.max(most, count);
  }
  const { unit, weightBytes } = unitOf(most, treeCount);
  const rowWeights = Float64Array.from({ length: most + 1 }, (_, count) =>
    count === 0 ? 0 : Math.floor(unit / count),
  );
  return { targets, starts, ranks, rowWeights, weightBytes };
}

/** A number that all numbers of rows divide, if it is small over all trees; else a large one, rounded down when divided. */
function unitOf(mostRows: number, treeCount: number): Pick<LeafRows, 'weightBytes'> & { readonly unit: number } {
  let unit = 1;
  for (let rows = 2; rows <= mostRows && unit * treeCount < 2 ** 31; rows++) unit *= rows / greatestDivisor(unit, rows);
  if (unit * treeCount < 2 ** 31) return { unit, weightBytes: 4 };
  return { unit: 2 ** Math.floor(52 - Math.log2(treeCount)), weightBytes: 8 };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/**
 * Parts the rows at every node as the trainer did, which takes 0.6 of the time of walks row by row at 100 to
 * 10,000 rows. Nodes stand depth first, left first, so the rows come out in the order of their leaves.
 * @returns of a tree the rows of the table, leaf by leaf; writes to `starts` where those of each node begin, from `first`
 */
function createDrop(
  { treeStarts, feature, threshold, right }: Forest,
  columns: readonly Float32Array[],
  rowCount: number,
): (tree: number, starts: Uint32Array, first: number) => Uint32Array {
  const rows = new Uint32Array(rowCount);
  const part = createPart(rows);
  const ends = new Uint32Array(feature.length);
  return (tree, starts, first) => {
    const root = treeStarts[tree]!;
    for (let row = 0; row < rowCount; row++) rows[row] = row;
    starts[root] = first;
    ends[root] = rowCount;
    for (let node = root; node < treeStarts[tree + 1]!; node++) {
      const split = feature[node]!;
      if (split === LEAF) continue;
      const end = ends[node]!;
      const middle = part(starts[node]! - first, end, columns[split]!, threshold[node]!);
      starts[node + 1] = starts[node]!;
      ends[node + 1] = middle;
      starts[right[node]!] = first + middle;
      ends[right[node]!] = end;
    }
    return rows;
  };
}

/** Moves rows that go left before those that go right, each in their order. @returns where the second ones begin */
function createPart(rows: Uint32Array): (begin: number, end: number, column: Float32Array, cut: number) => number {
  const goRight = new Uint32Array(rows.length);
  return (begin, end, column, cut) => {
    let middle = begin;
    let moved = 0;
    for (let i = begin; i < end; i++) {
      const row = rows[i]!;
      // Written to both sides and counted on one, without a branch to guess wrong: 0.6 of the time.
      const isLeft = Number(column[row]! <= cut);
      rows[middle] = row;
      goRight[moved] = row;
      middle += isLeft;
      moved += 1 - isLeft;
    }
    for (let i = 0; i < moved; i++) rows[middle + i] = goRight[i]!;
    return middle;
  };
}

/** @returns the distinct targets, ascending, and per row the place of its own among them */
function rankTargets(target: Float64Array): { readonly targets: Float64Array; readonly places: Uint32Array } {
  const targets = Float64Array.from(new Set(target)).toSorted();
  const placeOf = new Map([...targets].map((value, place) => [value, place]));
  return { targets, places: Uint32Array.from(target, (value) => placeOf.get(value)!) };
}
