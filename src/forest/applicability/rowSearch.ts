/** The nearest of many rows to one of them, among those that are not left out. */
import { growRowTree, middleOf } from './rowTree.ts';
import type { Points } from './trainingDissimilarity.ts';

/** Rows that are compared one by one. */
const LEAF_ROWS = 16;

/**
 * @returns the square of the distance from a row to the nearest that has not 1 in `leftOut`, equal to the comparison
 *   with all of them; Infinity where there is none
 */
export function createRowSearch(points: Points): (row: number, leftOut: Uint8Array) => number {
  const { dimensions, values } = points;
  const { order, boxes } = growRowTree(points, LEAF_ROWS);

  function squareToBox(node: number, from: number, limit: number): number {
    const lower = 2 * node * dimensions;
    let sum = 0;
    for (let d = 0; d < dimensions && sum <= limit; d++) {
      const x = values[from + d]!;
      const outside = Math.max(boxes[lower + d]! - x, x - boxes[lower + dimensions + d]!, 0);
      sum += outside * outside;
    }
    return sum;
  }

  return (row, leftOut) => {
    const from = row * dimensions;
    let nearest = Infinity;

    function compare(begin: number, end: number): void {
      for (let place = begin; place < end; place++) {
        const other = order[place]!;
        if (leftOut[other] === 0) nearest = Math.min(nearest, squaredDistance(points, row, other, nearest));
      }
    }

    function search(node: number, begin: number, end: number): void {
      if (end - begin <= LEAF_ROWS) return compare(begin, end);
      const middle = middleOf(begin, end);
      const [left, right] = [squareToBox(2 * node, from, nearest), squareToBox(2 * node + 1, from, nearest)];
      // The nearer half first: what it finds may spare the other. Equal ones are searched, as they may hold it too.
      if (right < left) search(2 * node + 1, middle, end);
      if (left <= nearest) search(2 * node, begin, middle);
      if (right >= left && right <= nearest) search(2 * node + 1, middle, end);
    }

    search(1, 0, order.length);
    return nearest;
  };
}

/** @returns the square, or anything above `limit` where it is above that */
export function squaredDistance({ dimensions, values }: Points, a: number, b: number, limit: number): number {
  const firstB = b * dimensions;
  let sum = 0;
  for (let at = a * dimensions, other = firstB; other < firstB + dimensions; at++, other++) {
    const difference = values[at]! - values[other]!;
    sum += difference * difference;
    if (sum > limit) return sum;
  }
  return sum;
}
