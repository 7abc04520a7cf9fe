/** Steepest slope of a surface. */
import type { TerrainParameter } from './terrainRule.ts';

/**
 * Slope angle, degrees from the horizontal, by the weighted differences of the eight neighbours (Horn 1981, Proc. IEEE
 * 69:14–47, eq. for the third-order finite difference).
 * NaN where a neighbour is missing, and so along the edges of the grid.
 */
export const slope: TerrainParameter = {
  haloPx: 1,
  unit: '°',
  description: 'Slope (Horn 1981)',
  derive(elevation, stride, { widthPx, heightPx }, cell, out) {
    for (let row = 0; row < heightPx; row++) {
      const acrossM = 8 * cell.widthM(row);
      const downM = 8 * cell.heightM(row);
      for (let column = 0; column < widthPx; column++) {
        const above = row * stride + column;
        const middle = above + stride;
        const below = middle + stride;
        const [a, b, c] = [elevation[above]!, elevation[above + 1]!, elevation[above + 2]!];
        const [d, f] = [elevation[middle]!, elevation[middle + 2]!];
        const [g, h, i] = [elevation[below]!, elevation[below + 1]!, elevation[below + 2]!];
        const dzdx = (c + 2 * f + i - (a + 2 * d + g)) / acrossM;
        const dzdy = (g + 2 * h + i - (a + 2 * b + c)) / downM;
        const known = !Number.isNaN(elevation[middle + 1]!);
        out[row * widthPx + column] = known ? (Math.atan(Math.hypot(dzdx, dzdy)) * 180) / Math.PI : Number.NaN;
      }
    }
  },
};
