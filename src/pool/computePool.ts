/** The compute threads of one process, shared by all its jobs. */
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { DomainError, fromPlainError, isErrno } from '../core/errors.ts';
import { plainErrorFromThread } from './protocol.ts';
import type { WorkerName } from './protocol.ts';

export interface ComputePool {
  readonly threads: number;
  /**
   * Runs one task of `workers/<name>.ts` in a thread.
   * @throws {DomainError} as thrown in the thread; 'too-large' where that ran out of memory, and ended; 'cancelled' when
   *   the signal fires: the thread is stopped at once
   */
  run<Result>(name: WorkerName, task: object, signal: AbortSignal): Promise<Result>;
  /** Ends all threads, which keep some 60 MB each, where none has a task; the next task starts new ones. */
  rest(): Promise<void>;
  close(): Promise<void>;
}

export function createComputePool(threads: number): ComputePool {
  let piscina = createThreads(threads);
  let running = 0;
  return {
    threads,
    async run<Result>(name: WorkerName, task: object, signal: AbortSignal): Promise<Result> {
      if (signal.aborted) throw new DomainError('cancelled', 'The work was cancelled');
      running += 1;
      try {
        // Each worker file documents its task and result; both sides of the call are this project's.
        return (await piscina.run(task, { filename: workerFile(name), signal })) as Result;
      } catch (error) {
        if (signal.aborted) throw new DomainError('cancelled', 'The work was cancelled', {}, { cause: error });
        if (isErrno(error, 'ERR_WORKER_OUT_OF_MEMORY')) throw outOfMemory(error);
        const plain = plainErrorFromThread(error);
        throw plain === null ? error : fromPlainError(plain, error);
      } finally {
        running -= 1;
      }
    },
    async rest() {
      if (running > 0) return;
      const idle = piscina;
      piscina = createThreads(threads);
      await idle.destroy();
    },
    close: () => piscina.destroy(),
  };
}

/** None is started before its first task. */
function createThreads(most: number): Piscina {
  return new Piscina({
    minThreads: 0,
    maxThreads: most,
    // Soon, as an idle thread keeps some 60 MB while the main thread works on.
    idleTimeout: 1000,
    concurrentTasksPerWorker: 1,
    // A package below geotiff takes a thread without workerData for one of its own, and fails.
    workerData: {},
    // Decoded blocks die young; a larger nursery keeps 40 MB of them a thread for a twentieth of the time.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
}

function outOfMemory(cause: unknown): DomainError {
  const advice = 'Make the request smaller, or give Node more by NODE_OPTIONS=--max-old-space-size=MB';
  return new DomainError('too-large', `The work needs more memory than a thread may have. ${advice}`, {}, { cause });
}

function workerFile(name: WorkerName): string {
  return join(import.meta.dirname, '..', '..', 'workers', `${name}.ts`);
}
