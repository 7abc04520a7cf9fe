import { chordToM, squaredChord } from '../../core/sphere.ts';

export interface LagClass {
  readonly fromKm: number;
  /** Excluded, except of the last class. */
  readonly toKm: number;
  readonly pairs: number;
  /** Mean distance of the pairs; null without one. */
  readonly distanceKm: number | null;
  /** γ, in the square of the values' unit; null without a pair. */
  readonly semivariance: number | null;
}

/** Lags beyond this share of the largest distance have few pairs, all from the margins. */
const USED_SHARE = 1 / 3;

/**
 * Empirical variogram: half the mean squared difference of the pairs of each class of distance.
 *
 * Classes are equally wide and reach to a third of the largest distance between two places.
 * @param places unit vectors, three numbers each
 * @returns null where all places are one
 * @source Matheron 1962, Traité de géostatistique appliquée; Matheron 1963, Econ. Geol. 58:1246–1266, equation 7
 */
export function empiricalVariogram(
  values: ArrayLike<number>,
  places: Float64Array,
  classCount: number,
): LagClass[] | null {
  let largest = 0;
  forEachPair(values.length, (i, j) => {
    largest = Math.max(largest, squaredChord(places, i, places, j));
  });
  const cutoffKm = (USED_SHARE * chordToM(largest)) / 1000;
  if (cutoffKm === 0) return null;
  const widthKm = cutoffKm / classCount;
  const pairs = new Float64Array(classCount);
  const distances = new Float64Array(classCount);
  const squares = new Float64Array(classCount);
  forEachPair(values.length, (i, j) => {
    const distanceKm = chordToM(squaredChord(places, i, places, j)) / 1000;
    if (distanceKm > cutoffKm) return;
    const at = Math.min(classCount - 1, Math.floor(distanceKm / widthKm));
    pairs[at]! += 1;
    distances[at]! += distanceKm;
    squares[at]! += (values[i]! - values[j]!) ** 2;
  });
  return Array.from(pairs, (count, at) => ({
    fromKm: at * widthKm,
    toKm: (at + 1) * widthKm,
    pairs: count,
    distanceKm: count === 0 ? null : distances[at]! / count,
    semivariance: count === 0 ? null : squares[at]! / (2 * count),
  }));
}

function forEachPair(count: number, visit: (i: number, j: number) => void): void {
  for (let i = 1; i < count; i++) for (let j = 0; j < i; j++) visit(i, j);
}
