/** The stretches of a covariate that effects are traced over: between its values at evenly spaced ranks. */

/**
 * The least value, and those below or at which lie 1/k, 2/k, … of the rows; repeated ones once. The last is the greatest.
 * @param column    finite; at least one value
 * @param intervals k, ≥ 1
 */
export function valuesAtRanks(column: Float32Array, intervals: number): Float32Array {
  const sorted = column.toSorted();
  const ranks = Array.from({ length: intervals + 1 }, (_, k) =>
    Math.max(0, Math.ceil((k * sorted.length) / intervals) - 1),
  );
  return Float32Array.from(new Set(ranks.map((rank) => sorted[rank]!)));
}

/**
 * The interval of each row, by the place of its upper end in `values`, ≥ 1: the least value belongs to the first one.
 * No interval is empty where the values are those of `valuesAtRanks`.
 */
export function intervalEnds(column: Float32Array, values: Float32Array): Uint32Array {
  return Uint32Array.from(column, (x) =>
    Math.max(
      1,
      values.findIndex((value) => x <= value),
    ),
  );
}
