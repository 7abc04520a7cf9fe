/** Describes a raster off the main thread: decoding a large file would hold up every request. */
import { describeRaster } from '../src/raster/describeRaster.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { RasterDescription } from '../src/raster/describeRaster.ts';

export interface DescribeRasterTask {
  readonly path: string;
  /** Name of the upload, for messages. */
  readonly name: string;
}

export default asTask(async ({ path, name }: DescribeRasterTask): Promise<RasterDescription> => {
  return await describeRaster(path, { name });
});
