/** Quantiles and the standard deviation of a weighted sample. */

/** A share that equals a probability but for rounding counts as reached. */
const ROUNDING = 2 ** -30;

/** @returns shares of the weights from which on a quantile is reached, for `summarise` */
export function sharesOf(probabilities: readonly number[]): Float64Array {
  return Float64Array.from(probabilities, (probability) => probability - ROUNDING);
}

/**
 * A quantile is the smallest target whose cumulated share of the weights reaches the probability (Meinshausen 2006,
 * equation 5: no interpolation). The standard deviation is that of the weighted sample, divisor: all weights.
 * @param weights per target, whole numbers
 * @param targets ascending
 * @param total   sum of the weights, above 0
 * @param shares  by `sharesOf`, ascending
 * @param outputs the pixel's place of each gets a quantile per share, then the standard deviation
 */
export function summarise(
  weights: Float64Array,
  targets: Float64Array,
  total: number,
  shares: Float64Array,
  outputs: readonly Float32Array[],
  pixel: number,
): void {
  let first = 0;
  while (weights[first] === 0) first++;
  // Differences from a value of the sample itself: a sample of equal values has a deviation of 0 exactly.
  const origin = targets[first]!;
  let cumulated = 0;
  // Four sums each, as the WASM that works on four targets side by side has them.
  const sums = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  let next = 0;
  let limit = next < shares.length ? shares[next]! * total : Infinity;
  for (let i = first; i < weights.length; i++) {
    const difference = targets[i]! - origin;
    const product = weights[i]! * difference;
    cumulated += weights[i]!;
    sums[i & 3]! += product;
    squares[i & 3]! += product * difference;
    while (cumulated >= limit) {
      outputs[next]![pixel] = targets[i]!;
      next += 1;
      limit = next < shares.length ? shares[next]! * total : Infinity;
    }
  }
  const mean = sumOf(sums) / total;
  outputs[next]![pixel] = Math.sqrt(Math.max(0, sumOf(squares) / total - mean * mean));
}

function sumOf(parts: readonly number[]): number {
  return parts[0]! + parts[1]! + (parts[2]! + parts[3]!);
}
