/** Reading a raster whole in a thread, which can be given up: damaged HDF5 files can lead their library in a circle. */
import { open, stat } from 'node:fs/promises';
import { DomainError } from './core/errors.ts';
import { hdf5Signature } from './raster/netcdf/netcdfFile.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { RasterDescription } from './raster/describeRaster.ts';

interface ReadingLimits {
  readonly signal: AbortSignal;
  /** How long a file of so many bytes may be read; `readingLimitMs` but in tests. */
  readonly limitMs: (bytes: number) => number;
}

/** A hundred times what the slowest rasters take, and the wait for a thread. */
export function readingLimitMs(bytes: number): number {
  return 120_000 + Math.ceil(bytes / 1000);
}

/** @throws {DomainError} as `describeRaster`; 'cancelled' by the signal; 'raster-unreadable' where the time is up */
export async function readToEnd(
  pool: ComputePool,
  file: { readonly path: string; readonly name: string },
  { signal, limitMs }: ReadingLimits,
): Promise<RasterDescription> {
  const timeLimitMs = limitMs((await stat(file.path)).size);
  const timeUp = AbortSignal.timeout(timeLimitMs);
  try {
    return await pool.run<RasterDescription>('describeRaster', { ...file }, AbortSignal.any([signal, timeUp]));
  } catch (error) {
    if (signal.aborted || !timeUp.aborted) throw error;
    throw new DomainError(
      'raster-unreadable',
      `${file.name}: reading it came to no end within ${Math.round(timeLimitMs / 1000)} s. It is damaged, or the machine is overloaded: see whether gdalinfo -stats reads it`,
      {},
      { cause: error },
    );
  }
}

/** Whether a file is one of those that may need it: HDF5, which NetCDF-4 is. */
export async function isHdf5(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.toString('hex') === hdf5Signature;
  } finally {
    await file.close();
  }
}
