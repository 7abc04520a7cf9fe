/** How the ground bends along and across its slope. */
import { gapIn, rowStart, strideOf } from './terrainWindow.ts';
import type { Derive } from './terrainWindow.ts';

/**
 * Curvature along the line of steepest descent, 1/m: positive where the slope is convex, as on a dome, negative in
 * hollows, 0 on flat ground. NaN where the cell or one of its eight neighbours is.
 * @source Zevenbergen and Thorne 1987, Earth Surface Processes and Landforms 12:47–56: −2 (D G² + E H² + F G H) / (G² + H²)
 */
export const profileCurvature = fromSurface((d, e, f, g, h) => d * g * g + e * h * h + f * g * h);

/**
 * Curvature across the line of steepest descent, 1/m: positive on spurs, where water parts, negative in gullies; else
 * as `profileCurvature`.
 * @source as there, with the sign turned so that convex is positive in both: −2 (D H² + E G² − F G H) / (G² + H²)
 */
export const planCurvature = fromSurface((d, e, f, g, h) => d * h * h + e * g * g - f * g * h);

/** @param bend of D … H, coefficients of the surface D x² + E y² + F x y + G x + H y, x to the east, y to the south */
function fromSurface(bend: (d: number, e: number, f: number, g: number, h: number) => number): Derive {
  return (window, out) => {
    const { elevationM: z, cell, widthPx, heightPx } = window;
    const stride = strideOf(window);
    for (let row = 0; row < heightPx; row++) {
      const at = rowStart(window, row);
      const east = cell.widthM(row);
      const south = cell.southM(row);
      for (let x = 0; x < widthPx; x++) {
        const k = at + x;
        const [left, middle, right] = [z[k - 1]!, z[k]!, z[k + 1]!];
        const [above, below] = [z[k - stride]!, z[k + stride]!];
        const corners = z[k + stride + 1]! - z[k + stride - 1]! + z[k - stride - 1]! - z[k - stride + 1]!;
        const d = ((left + right) / 2 - middle) / (east * east);
        const e = ((above + below) / 2 - middle) / (south * south);
        const f = corners / (4 * east * south);
        const g = (right - left) / (2 * east);
        const h = (below - above) / (2 * south);
        const steepness = g * g + h * h;
        out[row * widthPx + x] = steepness === 0 ? gapIn(corners + d + e) : (-2 * bend(d, e, f, g, h)) / steepness;
      }
    }
  };
}
