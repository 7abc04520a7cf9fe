/** A look at the values of rasters before all of them are read. */
import { openRaster } from '../../raster/openRaster.ts';
import { isSentinel } from '../../tables/numbers.ts';
import type { StackLayer } from './covariateStack.ts';

/** Windows along each side that are looked at, and their sides in pixels. */
const looks = 8;
const lookPx = 8;

/** Values of small windows all over the rasters, scale and offset applied; −9999 and its kin are none. */
export async function sampleValues(layers: readonly StackLayer[]): Promise<number[]> {
  const values: number[] = [];
  for (const { file, band } of layers) {
    const raster = await openRaster(file.path, { name: file.name });
    try {
      const { widthPx, heightPx } = raster.info;
      const [width, height] = [Math.min(lookPx, widthPx), Math.min(lookPx, heightPx)];
      for (let look = 0; look < looks * looks; look++) {
        const xPx = Math.floor(((look % looks) / (looks - 1)) * (widthPx - width));
        const yPx = Math.floor((Math.floor(look / looks) / (looks - 1)) * (heightPx - height));
        const window = { xPx, yPx, widthPx: width, heightPx: height };
        for (const value of await raster.readWindow(band, window, new Float64Array(width * height))) {
          if (Number.isFinite(value) && !isSentinel(value)) values.push(value);
        }
      }
    } finally {
      await raster.close();
    }
  }
  return values;
}
