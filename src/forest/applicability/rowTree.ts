/** A k-d tree over training rows, so that a search may pass over those that are far. */
import type { Points } from './trainingDissimilarity.ts';

export interface RowTree {
  /** Rows, those of a leaf side by side. */
  readonly order: Uint32Array;
  /** Rows of a leaf at most; a node with more has two children. */
  readonly leafRows: number;
  /** Per node, from the root 1, whose children are 2i and 2i + 1: the least corner of its rows, then the greatest. */
  readonly boxes: Float32Array;
}

/**
 * Halves the rows at the median of the coordinate that spans most, down to the leaves.
 * @source Friedman, Bentley & Finkel 1977, ACM Transactions on Mathematical Software 3:209–226, doi:10.1145/355744.355745
 */
export function growRowTree({ dimensions, values }: Points, leafRows: number): RowTree {
  const rowCount = values.length / dimensions;
  const order = Uint32Array.from({ length: rowCount }, (_, row) => row);
  let leafCount = 1;
  while (leafCount * leafRows < rowCount) leafCount *= 2;
  const boxes = new Float32Array(2 * leafCount * 2 * dimensions);

  function grow(node: number, begin: number, end: number): void {
    const widest = fitBox(node, begin, end);
    if (end - begin <= leafRows) return;
    const middle = middleOf(begin, end);
    partAt(order, begin, end, middle, (row) => values[row * dimensions + widest]!);
    grow(2 * node, begin, middle);
    grow(2 * node + 1, middle, end);
  }

  /** @returns the coordinate in which the box is widest */
  function fitBox(node: number, begin: number, end: number): number {
    let widest = 0;
    let width = -1;
    for (let d = 0; d < dimensions; d++) {
      let [least, most] = [Infinity, -Infinity];
      for (let i = begin; i < end; i++) {
        const x = values[order[i]! * dimensions + d]!;
        if (x < least) least = x;
        if (x > most) most = x;
      }
      boxes[2 * node * dimensions + d] = least;
      boxes[(2 * node + 1) * dimensions + d] = most;
      if (most - least > width) [widest, width] = [d, most - least];
    }
    return widest;
  }

  grow(1, 0, rowCount);
  return { order, leafRows, boxes };
}

/** Where the rows of a node are parted into those of its children. */
export function middleOf(begin: number, end: number): number {
  return (begin + end) >>> 1;
}

export interface Leaf {
  readonly node: number;
  /** Places in the order. */
  readonly begin: number;
  readonly end: number;
}

export function leavesOf({ order, leafRows }: RowTree): Leaf[] {
  const below = (node: number, begin: number, end: number): Leaf[] => {
    if (end - begin <= leafRows) return [{ node, begin, end }];
    const middle = middleOf(begin, end);
    return [...below(2 * node, begin, middle), ...below(2 * node + 1, middle, end)];
  };
  return below(1, 0, order.length);
}

/** Keys before `middle` become at most, those from it at least the key there: Hoare's selection. */
function partAt(order: Uint32Array, begin: number, end: number, middle: number, keyOf: (row: number) => number): void {
  let [low, high] = [begin, end - 1];
  while (low < high) {
    const pivot = keyOf(order[(low + high) >>> 1]!);
    let [i, j] = [low, high];
    while (i <= j) {
      while (keyOf(order[i]!) < pivot) i += 1;
      while (keyOf(order[j]!) > pivot) j -= 1;
      if (i > j) break;
      [order[i], order[j]] = [order[j]!, order[i]!];
      i += 1;
      j -= 1;
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
