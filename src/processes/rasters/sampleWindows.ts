/** A look at the values of rasters before all of them are read. */
import { createMissing } from '../../raster/missing.ts';
import { openRaster } from '../../raster/openRaster.ts';
import { isSentinel } from '../../tables/numbers.ts';
import type { StackLayer } from './covariateStack.ts';

/** Windows along each side that are looked at, and their sides in pixels. */
const looks = 8;
const lookPx = 8;

/** Values of small windows all over the rasters, scale and offset applied; −9999 and its kin are none. */
export async function sampleValues(layers: readonly StackLayer[]): Promise<number[]> {
  const values: number[] = [];
  for (const layer of layers) {
    for (const value of await sampleRaster(layer)) if (!Number.isNaN(value)) values.push(value);
  }
  return values;
}

/**
 * The same of one raster, NaN where it has no value: rasters of one grid have theirs at the same places.
 * @throws {DomainError} 'covariate-invalid' for undeclared nodata
 */
export async function sampleRaster({ file, band, onGrid }: StackLayer): Promise<Float64Array> {
  const raster = await openRaster(file.path, { name: file.name });
  try {
    const { widthPx, heightPx } = raster.info;
    const [width, height] = [Math.min(lookPx, widthPx), Math.min(lookPx, heightPx)];
    const cells = width * height;
    const values = new Float64Array(looks * looks * cells);
    for (let look = 0; look < looks * looks; look++) {
      const xPx = Math.floor(((look % looks) / (looks - 1)) * (widthPx - width));
      const yPx = Math.floor((Math.floor(look / looks) / (looks - 1)) * (heightPx - height));
      const window = { xPx, yPx, widthPx: width, heightPx: height };
      values.set(await raster.readWindow(band, window, new Float64Array(cells)), look * cells);
    }
    createMissing(raster.info, band, onGrid.nodata ?? null)(values);
    return values.map((value) => (Number.isFinite(value) && !isSentinel(value) ? value : Number.NaN));
  } finally {
    await raster.close();
  }
}
