/** Numbers replaced by their ranks. */

/**
 * @param values NaN for none
 * @returns for each value the place of its equal among the distinct ones, which ascend; −1 for NaN
 */
export function rankElevations(values: Float64Array): { readonly ranks: Int32Array; readonly distinct: Float64Array } {
  // Typed arrays sort by value, NaN last.
  const sorted = values.toSorted();
  let count = 0;
  for (let i = 0; i < sorted.length && !Number.isNaN(sorted[i]!); i++) {
    if (count === 0 || sorted[i] !== sorted[count - 1]) sorted[count++] = sorted[i]!;
  }
  const distinct = sorted.subarray(0, count);
  return { ranks: Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : placeOf(distinct, value))), distinct };
}

/** Of a value that is there. */
function placeOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
