/** Rise of the ground towards the east and the south, from the eight neighbours of each cell. */
import { createRowKernel } from './kernel/rowKernel.ts';
import type { RowKernel } from './kernel/rowKernel.ts';
import type { Derive, TerrainWindow } from './terrainWindow.ts';

/**
 * `horn`: Horn 1981, Hill shading and the reflectance map, Proceedings of the IEEE 69(1):14–47, weights 1 2 1.
 * `zevenbergen-thorne`: Zevenbergen and Thorne 1987, Quantitative analysis of land surface topography, Earth Surface
 * Processes and Landforms 12:47–56, the four nearest neighbours; better on smooth ground, worse on rough.
 */
export const gradientMethods = ['horn', 'zevenbergen-thorne'] as const;
export type GradientMethod = (typeof gradientMethods)[number];

/**
 * @param visit gets, row by row, Float64Arrays of length widthPx, valid until it returns: metres of rise per metre
 *   eastwards and southwards; NaN where the cell or one of its eight neighbours has no elevation, as in gdaldem; and the
 *   kernel in whose memory they are
 */
export function forEachGradientRow(
  window: TerrainWindow,
  method: GradientMethod,
  visit: (row: number, east: Float64Array, south: Float64Array, kernel: RowKernel) => void,
): void {
  const { cell, widthPx, heightPx } = window;
  const kernel = createRowKernel(window);
  const { functions, east, south, eastRow, southRow } = kernel;
  const [fill, share] = method === 'horn' ? [functions.hornRow, 1 / 8] : [functions.zevenbergenThorneRow, 1 / 2];
  for (let row = 0; row < heightPx; row++) {
    fill(...kernel.rowsAround(row), widthPx, share / cell.widthM(row), share / cell.southM(row), east, south);
    visit(row, eastRow, southRow, kernel);
  }
}

/** A parameter whose rows the kernel computes of the gradient's. @param fill gets the kernel, fills its row `out` */
export function ofGradientRows(method: GradientMethod, fill: (kernel: RowKernel, widthPx: number) => void): Derive {
  return (window, out) => {
    const { widthPx } = window;
    forEachGradientRow(window, method, (row, _east, _south, kernel) => {
      fill(kernel, widthPx);
      out.set(kernel.outRow, row * widthPx);
    });
  };
}
