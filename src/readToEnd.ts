/**
 * Reading a file whole in a thread, which is given up where it makes no step for too long: damaged files can lead the
 * libraries in a circle. The wait for a thread does not count, and a large file takes as long as it takes.
 */
import { open, stat } from 'node:fs/promises';
import { DomainError } from './core/errors.ts';
import { hdf5Signature } from './raster/netcdf/netcdfFile.ts';
import type { ComputePool } from './pool/computePool.ts';

interface ReadingLimits {
  readonly signal: AbortSignal;
  /** How long a file of so many bytes may be read without a step; `readingLimitMs` but in tests. */
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

/** A raster makes a step with every million cells of a band; of tables, ten times what the slowest take as a whole. */
export function readingLimitMs(bytes: number): number {
  return 120_000 + Math.ceil(bytes / 1000);
}

/**
 * @param task the file, with what the thread wants to know beside
 * @throws {DomainError} as the thread does; 'cancelled' by the signal; 'raster-unreadable' or 'table-unreadable' where the
 *   thread makes no step any more
 */
export async function readToEnd<Result>(
  pool: ComputePool,
  kind: keyof typeof readings,
  task: FileOfUser,
  { signal, limitMs: limitOf }: ReadingLimits,
): Promise<Result> {
  const { worker, code, advice } = readings[kind];
  const limitMs = limitOf((await stat(task.path)).size);
  const steps = new Int32Array(new SharedArrayBuffer(4));
  const stalled = new AbortController();
  const watch = watchSteps(steps, limitMs, () => stalled.abort());
  try {
    return await pool.run<Result>(worker, { ...task, steps }, AbortSignal.any([signal, stalled.signal]));
  } catch (error) {
    if (signal.aborted || !stalled.signal.aborted) throw error;
    throw new DomainError(
      code,
      `${task.name}: reading it made no progress for ${Math.round(limitMs / 1000)} s. It is damaged, or the machine is overloaded: ${advice}`,
      {},
      { cause: error },
    );
  } finally {
    clearInterval(watch);
  }
}

/** Calls `onStall` once the first step has been made and no other follows within the limit. */
function watchSteps(steps: Int32Array, limitMs: number, onStall: () => void): NodeJS.Timeout {
  let last = { steps: 0, atMs: 0 };
  const look = (): void => {
    const now = { steps: Atomics.load(steps, 0), atMs: performance.now() };
    if (now.steps !== last.steps) last = now;
    else if (now.steps > 0 && now.atMs - last.atMs > limitMs) onStall();
  };
  return setInterval(look, Math.min(1000, limitMs));
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
