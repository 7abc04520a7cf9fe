/** Distance of every pixel to its nearest row, and the rows within a radius: all of them compared, sixteen pixels at once. */
import { BLOCK, instantiate, Plan } from '../kernel/wasm.ts';

export interface NearestRows {
  /**
   * Squares are sums of float32 differences in the order of the coordinates, each step rounded to float32: at most
   * (coordinates + 2) × 2⁻²⁴ of themselves away from the exact ones.
   * @param columns coordinates of the pixels, one Float32Array per dimension, each at least `count` long
   * @param squares length ≥ count; gets the square of the distance to the nearest row, Infinity for a pixel with NaN
   * @param within  length ≥ count; gets the number of rows whose square is at most the limit, 0 for a pixel with NaN
   */
  readonly search: (
    columns: readonly Float32Array[],
    count: number,
    squares: Float32Array,
    within: Uint32Array,
  ) => void;
}

/**
 * A search through all rows. Microseconds of processor time per cell at 104 rows × 6 coordinates, 1,000 × 10 and
 * 10,000 × 10: 0.17, 2.3 and 26; by a k-d tree of bounding boxes begun at the neighbouring cell's row 1.2, 5 and 20 on a
 * smooth map, 1.9, 16 and 90 on shuffled cells. A tree leaves little out in so many dimensions.
 * Memory: 4 bytes per row and coordinate, and 16 KiB per coordinate.
 * @param rows        coordinates of the rows, one Float32Array per dimension, at least one
 * @param limitSquare square of the radius; rounded to float32
 */
export function createNearestRows(rows: readonly Float32Array[], limitSquare: number): NearestRows {
  const dimensions = rows.length;
  const rowCount = rows[0]!.length;
  const plan = new Plan();
  const areas = {
    columns: plan.take(4 * BLOCK * dimensions),
    rows: plan.take(4 * rowCount * dimensions),
    squares: plan.take(4 * BLOCK),
    within: plan.take(4 * BLOCK),
  };
  const { functions, buffer } = instantiate(plan.bytes);
  const points = new Float32Array(buffer, areas.rows, rowCount * dimensions);
  for (const [d, column] of rows.entries()) for (const [i, x] of column.entries()) points[i * dimensions + d] = x;
  const search: NearestRows['search'] = (columns, count, squares, within) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      for (const [d, column] of columns.entries()) {
        new Float32Array(buffer, areas.columns + 4 * BLOCK * d, size).set(column.subarray(start, start + size));
      }
      functions.nearestRows(
        areas.columns,
        4 * BLOCK,
        dimensions,
        size,
        areas.rows,
        rowCount,
        limitSquare,
        areas.squares,
        areas.within,
      );
      squares.set(new Float32Array(buffer, areas.squares, size), start);
      within.set(new Uint32Array(buffer, areas.within, size), start);
    }
  };
  return { search };
}
