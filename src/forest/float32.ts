const SMALLEST = 2 ** -149;

/**
 * The largest float32 strictly below a number: for every float32 x, x < bound exactly where x ≤ the result.
 * @param bound finite, above the lowest float32
 */
export function largestFloat32Below(bound: number): number {
  const near = Math.fround(bound);
  if (near < bound) return near;
  if (near === 0) return -SMALLEST;
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, near);
  // Float bit patterns are ordered by magnitude: one step towards −∞ is −1 above zero and +1 below it.
  view.setInt32(0, view.getInt32(0) + (near > 0 ? -1 : 1));
  return view.getFloat32(0);
}

/** The number with the fewest digits that reads back as a float32: 1.73, not 1.7300000190734863. */
export function shortestFloat32(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}
