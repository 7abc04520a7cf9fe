/** Which stations share a cell of a covariate's raster. */
import { pixelAt } from '../../core/grid.ts';
import { createTransformer } from '../../raster/crs.ts';
import { requireGrid } from '../../raster/rasterInfo.ts';
import type { CovariateStack, StackLayer } from '../rasters/covariateStack.ts';
import type { StationPixels } from '../rasters/sampleStations.ts';

/**
 * In the cells of the rasters as they are, not of the grid that they were aligned to: ten stations in one cell of a coarse
 * climate have one climate, however fine the terrain is.
 * @returns per layer, per station: the number of its cell, −1 where it has none
 */
export function cellsOfStations(stack: CovariateStack, pixels: StationPixels): Int32Array[] {
  return stack.layers.map((layer) => cellsIn(layer, stack, pixels));
}

function cellsIn({ info }: StackLayer, stack: CovariateStack, pixels: StationPixels): Int32Array {
  const { grid, crs } = requireGrid(info);
  const toLayer = createTransformer(stack.crs, crs);
  const [x0, dx, , y0, , dy] = stack.grid.transform;
  return Int32Array.from(pixels, (pixel) => {
    if (pixel === null) return -1;
    const own = pixelAt(grid, ...toLayer(x0 + (pixel.xPx + 0.5) * dx, y0 + (pixel.yPx + 0.5) * dy));
    return own === null ? -1 : own.yPx * grid.widthPx + own.xPx;
  });
}
