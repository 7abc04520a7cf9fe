/** Describes a raster off the main thread: decoding a large file would hold up every request. */
import { describeRaster } from '../src/raster/describeRaster.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { RasterDescription } from '../src/raster/describeRaster.ts';

export interface DescribeRasterTask {
  readonly path: string;
  /** Name of the upload, for messages. */
  readonly name: string;
  /** Counts the steps made, the first at the start: a reading that makes none any more may be given up. */
  readonly steps: Int32Array;
}

export default asTask(async ({ path, name, steps }: DescribeRasterTask): Promise<RasterDescription> => {
  const onProgress = (): number => Atomics.add(steps, 0, 1);
  onProgress();
  return await describeRaster(path, { name, onProgress });
});
