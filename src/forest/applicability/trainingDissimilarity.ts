/** How unlike each other the training rows are: the yardstick of the dissimilarity index. */
import type { Folds } from '../folds.ts';

/** Coordinates of rows in a feature space. */
export interface Points {
  readonly dimensions: number;
  /** Row by row, the coordinates of a row side by side. */
  readonly values: Float32Array;
}

/** @param columns one Float32Array per dimension */
export function pointsFrom(columns: readonly Float32Array[]): Points {
  const dimensions = columns.length;
  const values = new Float32Array(dimensions * columns[0]!.length);
  for (const [d, column] of columns.entries())
    for (const [row, x] of column.entries()) values[row * dimensions + d] = x;
  return { dimensions, values };
}

/** @returns mean Euclidean distance over all pairs of different rows, 0 where all rows are alike */
export function meanPairDistance(points: Points): number {
  const rowCount = points.values.length / points.dimensions;
  let sum = 0;
  for (let a = 1; a < rowCount; a++) {
    for (let b = 0; b < a; b++) sum += Math.sqrt(squaredDistance(points, a, b, Infinity));
  }
  return sum / ((rowCount * (rowCount - 1)) / 2);
}

/**
 * Distance of every row to the nearest of the rows that the model of its fold was trained on.
 * @source Meyer & Pebesma 2021: rows of the same fold are left out of the search
 */
export function distancesAcrossFolds(points: Points, { foldCount, foldOfRow, withheld }: Folds): Float64Array {
  const distances = new Float64Array(foldOfRow.length);
  const rowsOfFold = Array.from({ length: foldCount }, (): number[] => []);
  for (const [row, fold] of foldOfRow.entries()) rowsOfFold[fold]!.push(row);
  const unseen = new Uint8Array(foldOfRow.length);
  for (const [fold, held] of rowsOfFold.entries()) {
    unseen.fill(0);
    for (const row of held) unseen[row] = 1;
    for (const row of withheld?.[fold] ?? []) unseen[row] = 1;
    for (const row of held) {
      let least = Infinity;
      for (let other = 0; other < unseen.length; other++) {
        if (unseen[other] === 0) least = Math.min(least, squaredDistance(points, row, other, least));
      }
      distances[row] = Math.sqrt(least);
    }
  }
  return distances;
}

/** @returns the square, or anything above `limit` where it is above that */
function squaredDistance({ dimensions, values }: Points, a: number, b: number, limit: number): number {
  const firstB = b * dimensions;
  let sum = 0;
  for (let at = a * dimensions, other = firstB; other < firstB + dimensions; at++, other++) {
    const difference = values[at]! - values[other]!;
    sum += difference * difference;
    if (sum > limit) return sum;
  }
  return sum;
}
