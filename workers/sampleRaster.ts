/** Reads a covariate at the stations off the main thread: hundreds of them lie in nearly every block of a raster. */
import { move } from 'piscina';
import { errorForParent } from '../src/pool/protocol.ts';
import { openRaster } from '../src/raster/openRaster.ts';
import { sampleRaster } from '../src/raster/sampleRaster.ts';

export interface SampleRasterTask {
  readonly path: string;
  /** Name of the raster, for messages. */
  readonly name: string;
  /** From 1. */
  readonly band: number;
  readonly points: readonly { readonly xPx: number; readonly yPx: number }[];
}

/** @returns Float64Array, physical values in the order of the points, NaN for nodata */
export default async function sampleRasterTask({ path, name, band, points }: SampleRasterTask): Promise<unknown> {
  try {
    const raster = await openRaster(path, { name });
    try {
      return move(await sampleRaster(raster, band, points));
    } finally {
      await raster.close();
    }
  } catch (error) {
    throw errorForParent(error);
  }
}
