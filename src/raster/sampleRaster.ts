/** Values at single pixels, such as those of stations. */
import type { Raster } from './openRaster.ts';

/**
 * Every block is decoded once, however the points are ordered.
 * @param band   from 1
 * @param points whole pixels inside the raster
 * @returns physical values in the order of the points; NaN for nodata
 * @throws {DomainError} 'invalid-input' for a point outside; 'raster-unreadable' for a damaged block
 */
export async function sampleRaster(
  raster: Raster,
  band: number,
  points: readonly { readonly xPx: number; readonly yPx: number }[],
): Promise<Float64Array> {
  const { widthPx, blockWidthPx, blockHeightPx } = raster.info;
  const blocksAcross = Math.ceil(widthPx / blockWidthPx);
  const blocks = Float64Array.from(points, ({ xPx, yPx }) => {
    return Math.floor(yPx / blockHeightPx) * blocksAcross + Math.floor(xPx / blockWidthPx);
  });
  const order = Uint32Array.from(points.keys()).toSorted((a, b) => blocks[a]! - blocks[b]! || a - b);
  const values = new Float64Array(points.length);
  const one = new Float64Array(1);
  for (const i of order) {
    const { xPx, yPx } = points[i]!;
    await raster.readWindow(band, { xPx, yPx, widthPx: 1, heightPx: 1 }, one);
    values[i] = one[0]!;
  }
  return values;
}
