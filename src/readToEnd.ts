/** Reading a file whole in a thread, which can be given up: damaged files can lead the libraries in a circle. */
import { open, stat } from 'node:fs/promises';
import { DomainError } from './core/errors.ts';
import { hdf5Signature } from './raster/netcdf/netcdfFile.ts';
import type { ComputePool } from './pool/computePool.ts';

interface ReadingLimits {
  readonly signal: AbortSignal;
  /** How long a file of so many bytes may be read; `readingLimitMs` but in tests. */
  readonly limitMs: (bytes: number) => number;
}

export interface FileOfUser {
  readonly path: string;
  /** As its user calls it. */
  readonly name: string;
}

/** What a thread that reads such a file is called, and how a file is refused that has no end. */
const readings = {
  raster: { worker: 'describeRaster', code: 'raster-unreadable', advice: 'see whether gdalinfo -stats reads it' },
  table: { worker: 'readTable', code: 'table-unreadable', advice: 'save it again as CSV' },
} as const;

/** A hundred times what the slowest rasters take, ten times the slowest tables, and the wait for a thread. */
export function readingLimitMs(bytes: number): number {
  return 120_000 + Math.ceil(bytes / 1000);
}

/**
 * @param task the file, with what the thread wants to know beside
 * @throws {DomainError} as the thread does; 'cancelled' by the signal; 'raster-unreadable' or 'table-unreadable' where the
 *   time is up
 */
export async function readToEnd<Result>(
  pool: ComputePool,
  kind: keyof typeof readings,
  task: FileOfUser,
  { signal, limitMs }: ReadingLimits,
): Promise<Result> {
  const { worker, code, advice } = readings[kind];
  const timeLimitMs = limitMs((await stat(task.path)).size);
  const timeUp = AbortSignal.timeout(timeLimitMs);
  try {
    return await pool.run<Result>(worker, task, AbortSignal.any([signal, timeUp]));
  } catch (error) {
    if (signal.aborted || !timeUp.aborted) throw error;
    throw new DomainError(
      code,
      `${task.name}: reading it came to no end within ${Math.round(timeLimitMs / 1000)} s. It is damaged, or the machine is overloaded: ${advice}`,
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
