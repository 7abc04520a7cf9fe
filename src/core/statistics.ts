/** Plain sums in index order, so that the same numbers always give the same bits. */

type Numbers = ArrayLike<number>;

/** @returns NaN for no values */
export function mean(values: Numbers): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The middle value, or the mean of the two middle ones. @returns NaN for no values */
export function median(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  const sorted = values.toSorted();
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Standard deviation of a sample, divisor n − 1. @returns NaN for fewer than two values */
export function sampleDeviation(values: Numbers): number {
  return values.length < 2 ? Number.NaN : Math.sqrt(squaredDeviations(values) / (values.length - 1));
}

/** Sum of squared deviations from the mean, in two passes: one pass cancels at temperatures in kelvin. */
export function squaredDeviations(values: Numbers): number {
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2;
  return sum;
}

/** Smallest and largest value. @returns Infinity and −Infinity for no values; NaN is passed over */
export function range(values: Numbers): { readonly minimum: number; readonly maximum: number } {
  let minimum = Infinity;
  let maximum = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i]! < minimum) minimum = values[i]!;
    if (values[i]! > maximum) maximum = values[i]!;
  }
  return { minimum, maximum };
}
