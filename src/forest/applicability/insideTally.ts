/**
 * Cells outside and inside the area of applicability, row by row: integers, so that totals do not depend on the cutting.
 * @param inside 1 inside, 0 outside, NaN is nodata; length widthPx × rows, row-major
 * @returns per row two numbers: cells outside, cells inside
 */
export function tallyInside(inside: Float32Array, widthPx: number): Uint32Array {
  const counts = new Uint32Array((2 * inside.length) / widthPx);
  for (const [cell, value] of inside.entries()) {
    if (!Number.isNaN(value)) counts[2 * Math.floor(cell / widthPx) + value]! += 1;
  }
  return counts;
}
