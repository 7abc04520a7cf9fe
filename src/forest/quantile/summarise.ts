/** Quantiles and the standard deviation of a weighted sample. */

/** A share that equals a probability but for rounding counts as reached. */
const ROUNDING = 2 ** -30;

/** @returns shares of the weights from which on a quantile is reached, for `summarise` */
export function sharesOf(probabilities: readonly number[]): Float64Array {
  return Float64Array.from(probabilities, (probability) => probability - ROUNDING);
}

/** By how much targets, ascending, are more than the middle one: their squares are small then. */
export function differencesOf(targets: Float64Array): Float64Array {
  const origin = targets[targets.length >> 1]!;
  return targets.map((target) => target - origin);
}

/** Of the mean square: what rounding leaves of a deviation of 0 is less. */
const ROUNDED_OFF = 2 ** -50;

/**
 * A quantile is the smallest target whose cumulated share of the weights reaches the probability (Meinshausen 2006,
 * equation 5: no interpolation). The standard deviation is that of the weighted sample, divisor: all weights.
 * @param weights per target, whole numbers
 * @param targets ascending, and their `differencesOf`
 * @param total   sum of the weights, above 0
 * @param shares  by `sharesOf`, ascending
 * @param outputs the pixel's place of each gets a quantile per share, then the standard deviation
 */
export function summarise(
  weights: Float64Array,
  { targets, differences }: { readonly targets: Float64Array; readonly differences: Float64Array },
  total: number,
  shares: Float64Array,
  outputs: readonly Float32Array[],
  pixel: number,
): void {
  let cumulated = 0;
  // Four sums each, as the WASM that works on four targets side by side has them.
  const sums = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  let next = 0;
  let limit = next < shares.length ? shares[next]! * total : Infinity;
  for (let i = 0; i < weights.length; i++) {
    const product = weights[i]! * differences[i]!;
    cumulated += weights[i]!;
    sums[i & 3]! += product;
    squares[i & 3]! += product * differences[i]!;
    while (cumulated >= limit) {
      outputs[next]![pixel] = targets[i]!;
      next += 1;
      limit = next < shares.length ? shares[next]! * total : Infinity;
    }
  }
  const mean = sumOf(sums) / total;
  const square = sumOf(squares) / total;
  const variance = square - mean * mean;
  outputs[next]![pixel] = variance > square * ROUNDED_OFF ? Math.sqrt(variance) : 0;
}

function sumOf(parts: readonly number[]): number {
  return parts[0]! + parts[1]! + (parts[2]! + parts[3]!);
}
