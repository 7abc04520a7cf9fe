/** Quantiles and the standard deviation of a weighted sample. */

export interface Wanted {
  /** Probabilities in 0..1 exclusive, ascending, each with the number of its output. */
  readonly quantiles: readonly { readonly probability: number; readonly output: number }[];
  /** Numbers of the outputs that get the standard deviation. */
  readonly deviations: readonly number[];
}

/** A share that equals a probability but for rounding counts as reached. */
const ROUNDING = 2 ** -30;

/**
 * A quantile is the smallest target whose cumulated share of the weights reaches the probability (Meinshausen 2006,
 * equation 5: no interpolation). The standard deviation is that of the weighted sample, divisor: all weights.
 * @param weights per target, whole numbers
 * @param targets ascending
 * @param total   sum of the weights, above 0
 * @param outputs the pixel's place of each gets its value
 */
export function summarise(
  weights: Float64Array,
  targets: Float64Array,
  total: number,
  wanted: Wanted,
  outputs: readonly Float32Array[],
  pixel: number,
): void {
  const { quantiles, deviations } = wanted;
  let first = 0;
  while (weights[first] === 0) first++;
  // Differences from a value of the sample itself: a sample of equal values has a deviation of 0 exactly.
  const origin = targets[first]!;
  let cumulated = 0;
  let sum = 0;
  let squares = 0;
  let next = 0;
  let limit = next < quantiles.length ? (quantiles[next]!.probability - ROUNDING) * total : Infinity;
  for (let i = first; i < weights.length; i++) {
    const weight = weights[i]!;
    const difference = targets[i]! - origin;
    cumulated += weight;
    sum += weight * difference;
    squares += weight * difference * difference;
    while (cumulated >= limit) {
      outputs[quantiles[next]!.output]![pixel] = targets[i]!;
      next += 1;
      limit = next < quantiles.length ? (quantiles[next]!.probability - ROUNDING) * total : Infinity;
    }
  }
  const mean = sum / total;
  const deviation = Math.sqrt(Math.max(0, squares / total - mean * mean));
  for (const output of deviations) outputs[output]![pixel] = deviation;
}
