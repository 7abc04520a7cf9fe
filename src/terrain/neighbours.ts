/** Parameters of a cell and its eight neighbours that need no cell size. NaN where one of the nine is, as in gdaldem. */
import { createRowKernel } from './kernel/rowKernel.ts';
import { rowStart, strideOf } from './terrainWindow.ts';
import type { Derive } from './terrainWindow.ts';

/**
 * Terrain ruggedness index, m: the root of the summed squared differences to the eight neighbours. gdaldem's default.
 * @source Riley, DeGloria and Elliot 1999, Intermountain Journal of Sciences 5(1–4):23–27
 */
export const ruggednessRiley = fromDifferences((a, b, c, d, f, g, h, i) =>
  Math.sqrt(a * a + b * b + c * c + d * d + f * f + g * g + h * h + i * i),
);

/**
 * Terrain ruggedness index, m: the mean absolute difference to the eight neighbours.
 * @source Wilson et al. 2007, Marine Geodesy 30:3–35
 */
export const ruggednessWilson = fromDifferences((a, b, c, d, f, g, h, i) => {
  const sides = Math.abs(b) + Math.abs(d) + Math.abs(f) + Math.abs(h);
  return (sides + Math.abs(a) + Math.abs(c) + Math.abs(g) + Math.abs(i)) / 8;
});

/**
 * Highest minus lowest of the nine, m.
 * @source Wilson et al. 2007, Marine Geodesy 30:3–35
 */
export const roughness = fromDifferences(
  (a, b, c, d, f, g, h, i) => Math.max(0, a, b, c, d, f, g, h, i) - Math.min(0, a, b, c, d, f, g, h, i),
);

/**
 * Topographic position among the eight neighbours, m: elevation less their mean. As gdaldem TPI.
 * @source Weiss 2001, Topographic position and landforms analysis, Esri User Conference, San Diego
 */
export const positionAmongEight: Derive = (window, out) => {
  const { widthPx, heightPx } = window;
  const kernel = createRowKernel(window);
  for (let row = 0; row < heightPx; row++) {
    kernel.functions.positionRow(...kernel.rowsAround(row), widthPx, kernel.out);
    out.set(kernel.outRow, row * widthPx);
  }
};

type Combine = (a: number, b: number, c: number, d: number, f: number, g: number, h: number, i: number) => number;

/** @param combine gets each neighbour less the middle, NaN for nodata, and lets it through */
function fromDifferences(combine: Combine): Derive {
  return (window, out) => {
    const { elevationM: z, widthPx, heightPx } = window;
    const stride = strideOf(window);
    for (let row = 0; row < heightPx; row++) {
      const at = rowStart(window, row);
      for (let x = 0; x < widthPx; x++) {
        const [above, k, below] = [at + x - stride, at + x, at + x + stride];
        const e = z[k]!;
        out[row * widthPx + x] = combine(
          z[above - 1]! - e,
          z[above]! - e,
          z[above + 1]! - e,
          z[k - 1]! - e,
          z[k + 1]! - e,
          z[below - 1]! - e,
          z[below]! - e,
          z[below + 1]! - e,
        );
      }
    }
  };
}
