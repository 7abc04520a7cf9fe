/** Where a box plot ends. */

/**
 * The largest value that is no outlier: not above the third quartile + 1.5 × the interquartile range.
 *
 * Meyer & Pebesma call it the outlier-removed maximum. Recent versions of CAST take the limit itself, or the maximum where that
 * is smaller, so that their threshold is never below this one, and equal where there is no outlier.
 * @param values finite, at least one
 * @source Tukey 1977, Exploratory Data Analysis; Meyer & Pebesma 2021; quartiles as R's quantile, type 7
 */
export function upperWhisker(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).toSorted();
  const [lower, upper] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const limit = upper + 1.5 * (upper - lower);
  return sorted.findLast((value) => value <= limit)!;
}

/** Hyndman & Fan 1996, type 7. @param sorted ascending */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
