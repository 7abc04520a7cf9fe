/** How unlike each other the training rows are: the yardstick of the dissimilarity index. */
import type { Folds } from '../folds.ts';
import { splitFold } from '../folds.ts';

/** @returns mean Euclidean distance over all pairs of different rows, 0 where all rows are alike */
export function meanPairDistance(points: readonly Float32Array[]): number {
  const rowCount = points[0]!.length;
  let sum = 0;
  for (let a = 1; a < rowCount; a++) for (let b = 0; b < a; b++) sum += Math.sqrt(squaredDistance(points, a, b));
  return sum / ((rowCount * (rowCount - 1)) / 2);
}

/**
 * Distance of every row to the nearest of the rows that the model of its fold was trained on.
 * @param points coordinates of the rows, one Float32Array per dimension
 * @source Meyer & Pebesma 2021, section 2.2.4: rows of the same fold are left out of the search
 */
export function distancesAcrossFolds(points: readonly Float32Array[], folds: Folds): Float64Array {
  const distances = new Float64Array(points[0]!.length).fill(Number.NaN);
  for (let fold = 0; fold < folds.foldCount; fold++) {
    const { train, test } = splitFold(folds, fold);
    for (const row of test) {
      let least = Infinity;
      for (let i = 0; i < train.length; i++) {
        const square = squaredDistance(points, row, train[i]!);
        if (square < least) least = square;
      }
      distances[row] = Math.sqrt(least);
    }
  }
  return distances;
}

function squaredDistance(points: readonly Float32Array[], a: number, b: number): number {
  let sum = 0;
  for (let d = 0; d < points.length; d++) {
    const difference = points[d]![a]! - points[d]![b]!;
    sum += difference * difference;
  }
  return sum;
}
