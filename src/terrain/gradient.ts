/** Rise of the ground towards the east and the south, from the eight neighbours of each cell. */
import { gapIn, rowStart, strideOf } from './terrainWindow.ts';
import type { TerrainWindow } from './terrainWindow.ts';

/**
 * `horn`: Horn 1981, Hill shading and the reflectance map, Proceedings of the IEEE 69(1):14–47, weights 1 2 1.
 * `zevenbergen-thorne`: Zevenbergen and Thorne 1987, Quantitative analysis of land surface topography, Earth Surface
 * Processes and Landforms 12:47–56, the four nearest neighbours; better on smooth ground, worse on rough.
 */
export const gradientMethods = ['horn', 'zevenbergen-thorne'] as const;
export type GradientMethod = (typeof gradientMethods)[number];

/**
 * @param visit gets, row by row, Float64Arrays of length widthPx, valid until it returns: metres of rise per metre
 *   eastwards and southwards; NaN where the cell or one of its eight neighbours has no elevation, as in gdaldem
 */
export function forEachGradientRow(
  window: TerrainWindow,
  method: GradientMethod,
  visit: (row: number, east: Float64Array, south: Float64Array) => void,
): void {
  const east = new Float64Array(window.widthPx);
  const south = new Float64Array(window.widthPx);
  const fill = method === 'horn' ? fillHorn : fillZevenbergenThorne;
  for (let row = 0; row < window.heightPx; row++) {
    fill(window, row, east, south);
    visit(row, east, south);
  }
}

// Neighbours are named a b c / d e f / g h i.

function fillHorn(window: TerrainWindow, row: number, east: Float64Array, south: Float64Array): void {
  const { elevationM: z, cell, widthPx } = window;
  const stride = strideOf(window);
  const at = rowStart(window, row);
  const perEast = 1 / (8 * cell.widthM(row));
  const perSouth = 1 / (8 * cell.southM(row));
  for (let x = 0; x < widthPx; x++) {
    const k = at + x;
    const a = z[k - stride - 1]!;
    const b = z[k - stride]!;
    const c = z[k - stride + 1]!;
    const g = z[k + stride - 1]!;
    const h = z[k + stride]!;
    const i = z[k + stride + 1]!;
    const gap = gapIn(z[k]!);
    east[x] = (c - a + 2 * (z[k + 1]! - z[k - 1]!) + (i - g)) * perEast + gap;
    south[x] = (g - a + 2 * (h - b) + (i - c)) * perSouth + gap;
  }
}

function fillZevenbergenThorne(window: TerrainWindow, row: number, east: Float64Array, south: Float64Array): void {
  const { elevationM: z, cell, widthPx } = window;
  const stride = strideOf(window);
  const at = rowStart(window, row);
  const perEast = 1 / (2 * cell.widthM(row));
  const perSouth = 1 / (2 * cell.southM(row));
  for (let x = 0; x < widthPx; x++) {
    const k = at + x;
    const corners = z[k - stride - 1]! + z[k - stride + 1]! + z[k + stride - 1]! + z[k + stride + 1]!;
    const [dEast, dSouth] = [z[k + 1]! - z[k - 1]!, z[k + stride]! - z[k - stride]!];
    const gap = gapIn(z[k]! + corners + dEast + dSouth);
    east[x] = dEast * perEast + gap;
    south[x] = dSouth * perSouth + gap;
  }
}
