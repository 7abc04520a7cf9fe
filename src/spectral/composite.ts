/** One value per cell from many scenes. NaN is a scene without a value there. */

export const compositeStatistics = ['median', 'mean', 'max'] as const;
export type CompositeStatistic = (typeof compositeStatistics)[number];

/**
 * @param scenes one column per scene, of equal length
 * @param out    NaN where no scene has a value
 * @param counts scenes with a value, per cell
 */
export function composeScenes(
  scenes: readonly Float32Array[],
  statistic: CompositeStatistic,
  out: Float32Array,
  counts: Float32Array,
): void {
  const values = new Float64Array(scenes.length);
  const summarise = { median: medianOf, mean: meanOf, max: maxOf }[statistic];
  for (let i = 0; i < out.length; i++) {
    let count = 0;
    for (let scene = 0; scene < scenes.length; scene++) {
      const value = scenes[scene]![i]!;
      if (!Number.isNaN(value)) values[count++] = value;
    }
    counts[i] = count;
    out[i] = count === 0 ? Number.NaN : summarise(values.subarray(0, count));
  }
}

/** The middle one; of an even number the mean of the two in the middle. */
function medianOf(values: Float64Array): number {
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function maxOf(values: Float64Array): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}
