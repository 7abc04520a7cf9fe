/** Values at single pixels, such as those of stations. */
import { createMissing } from './missing.ts';
import { createWarpedReader } from './warp/warpedLayer.ts';
import type { PlainLayer } from './layers.ts';
import type { Raster } from './openRaster.ts';
import type { PlacedGrid } from './warp/locate.ts';
import type { WarpedLayer } from './warp/warpedLayer.ts';

interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

/**
 * Every block is decoded once, however the points are ordered.
 * @param points whole pixels inside the raster
 * @returns physical values in the order of the points; NaN for nodata
 * @throws {DomainError} 'invalid-input' for a point outside; 'raster-unreadable' for a damaged block; 'covariate-invalid'
 *   for undeclared nodata
 */
export async function sampleRaster(
  raster: Raster,
  { band, nodata = null }: PlainLayer,
  points: readonly Point[],
): Promise<Float64Array> {
  const values = new Float64Array(points.length);
  const one = new Float64Array(1);
  for (const i of orderByBlock(points, raster.info)) {
    const { xPx, yPx } = points[i]!;
    await raster.readWindow(band, { xPx, yPx, widthPx: 1, heightPx: 1 }, one);
    values[i] = one[0]!;
  }
  createMissing(raster.info, band, nodata)(values);
  return values;
}

/** @param points whole pixels of the target. @returns as `sampleRaster`, what a map on the target holds there */
export async function sampleWarped(
  layer: WarpedLayer,
  raster: Raster,
  target: PlacedGrid,
  points: readonly Point[],
): Promise<Float64Array> {
  const read = createWarpedReader(layer, raster, target);
  const values = new Float64Array(points.length);
  const one = new Float32Array(1);
  // Pixels near one another on the target are so in the source.
  const near = { widthPx: target.grid.widthPx, blockWidthPx: 256, blockHeightPx: 256 };
  for (const i of orderByBlock(points, near)) {
    const { xPx, yPx } = points[i]!;
    await read({ xPx, yPx, widthPx: 1, heightPx: 1 }, one);
    values[i] = one[0]!;
  }
  return values;
}

function orderByBlock(
  points: readonly Point[],
  { widthPx, blockWidthPx, blockHeightPx }: Pick<Raster['info'], 'widthPx' | 'blockWidthPx' | 'blockHeightPx'>,
): Uint32Array {
  const blocksAcross = Math.ceil(widthPx / blockWidthPx);
  const blocks = Float64Array.from(points, ({ xPx, yPx }) => {
    return Math.floor(yPx / blockHeightPx) * blocksAcross + Math.floor(xPx / blockWidthPx);
  });
  return Uint32Array.from(points.keys()).toSorted((a, b) => blocks[a]! - blocks[b]! || a - b);
}
