/** Cells counted row by row, so that their ground areas can be told: whole numbers, whose sums are exact in any order. */
import type { Crs } from '../../raster/crs.ts';

/** Cells of one kind and their area. */
export type CountedArea = { readonly cells: number; readonly areaKm2: number };

/** Adds the counts of a stretch of rows to those of a map, from place `at` on. */
export function addCounts(sums: Float64Array, at: number, counts: Uint32Array): void {
  for (let i = 0; i < counts.length; i++) sums[at + i]! += counts[i]!;
}

/** A copy, as frames begin anywhere and Uint32Array needs multiples of four. */
export function countsIn(frame: Uint8Array): Uint32Array {
  return new Uint32Array(frame.slice().buffer);
}

/**
 * Cells and area of one column of counts by row.
 * @param rowCounts rows × columns, row by row
 * @param areasM2   of a cell of each row
 */
export function sumColumn(
  rowCounts: Float64Array,
  columns: number,
  column: number,
  areasM2: Float64Array,
): CountedArea {
  let cells = 0;
  let areaM2 = 0;
  for (const [row, cellAreaM2] of areasM2.entries()) {
    const count = rowCounts[row * columns + column]!;
    cells += count;
    areaM2 += count * cellAreaM2;
  }
  return { cells, areaKm2: areaM2 / 1e6 };
}

export function describeAreaMethod({ kind, name }: Crs): string {
  return kind === 'geographic'
    ? 'cell areas on the WGS 84 ellipsoid'
    : `cell size in ${name}; exact where it keeps areas`;
}
