/** Reads a covariate at the stations off the main thread: hundreds of them lie in nearly every block of a raster. */
import { move } from 'piscina';
import { asTask } from '../src/pool/protocol.ts';
import { openRaster } from '../src/raster/openRaster.ts';
import { sampleRaster, sampleWarped } from '../src/raster/sampleRaster.ts';
import type { Layer } from '../src/raster/layers.ts';
import type { PlacedGrid } from '../src/raster/warp/locate.ts';

export interface SampleRasterTask {
  readonly layer: Exclude<Layer, { readonly kind: 'coordinate' | 'polygons' }>;
  /** Name of the raster, for messages. */
  readonly name: string;
  /** What the points are pixels of. */
  readonly target: PlacedGrid;
  readonly points: readonly { readonly xPx: number; readonly yPx: number }[];
}

/** @returns Float64Array, physical values in the order of the points, NaN for nodata */
export default asTask(async ({ layer, name, target, points }: SampleRasterTask): Promise<unknown> => {
  const raster = await openRaster(layer.path, { name });
  try {
    if (layer.kind === 'warped') return move(await sampleWarped(layer, raster, target, points));
    return move(await sampleRaster(raster, layer, points));
  } finally {
    await raster.close();
  }
});
