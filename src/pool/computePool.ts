/** The compute threads of one process, shared by all its jobs. */
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { DomainError, fromPlainError } from '../core/errors.ts';
import { plainErrorFromThread } from './protocol.ts';
import type { WorkerName } from './protocol.ts';

export interface ComputePool {
  readonly threads: number;
  /**
   * Runs one task of `workers/<name>.ts` in a thread.
   * @throws {DomainError} as thrown in the thread, or 'cancelled' when the signal fires: the thread is stopped at once
   */
  run<Result>(name: WorkerName, task: object, signal: AbortSignal): Promise<Result>;
  close(): Promise<void>;
}

export function createComputePool(threads: number): ComputePool {
  const piscina = new Piscina({
    minThreads: 0,
    maxThreads: threads,
    // Soon, as an idle thread keeps some 60 MB while the main thread puts a map together.
    idleTimeout: 1000,
    concurrentTasksPerWorker: 1,
    // A package below geotiff takes a thread without workerData for one of its own, and fails.
    workerData: {},
    // Decoded blocks die young; a larger nursery keeps 40 MB of them a thread for a twentieth of the time.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  return {
    threads,
    async run<Result>(name: WorkerName, task: object, signal: AbortSignal): Promise<Result> {
      if (signal.aborted) throw new DomainError('cancelled', 'The work was cancelled');
      try {
        // Each worker file documents its task and result; both sides of the call are this project's.
        return (await piscina.run(task, { filename: workerFile(name), signal })) as Result;
      } catch (error) {
        if (signal.aborted) throw new DomainError('cancelled', 'The work was cancelled', {}, { cause: error });
        const plain = plainErrorFromThread(error);
        throw plain === null ? error : fromPlainError(plain);
      }
    },
    close: () => piscina.destroy(),
  };
}

function workerFile(name: WorkerName): string {
  return join(import.meta.dirname, '..', '..', 'workers', `${name}.ts`);
}
