/** The worker processes that a server starts: kept running, and ended with it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { childEnvironment } from './config.ts';
import type { ChildProcess } from 'node:child_process';
import type { Log } from './jobs/types.ts';

const restartMs = 500;
const slowestRestartMs = 30_000;
/** A worker that lived this long was sound when it died. */
const soundAfterMs = 10_000;

export interface WorkerFleet {
  /** Tells every worker to give back what it holds, and waits for them. */
  stop(): Promise<void>;
}

/** @param databaseUrl handed on, so that a worker does not look for a server of its own */
export function startWorkers(count: number, databaseUrl: string, log: Log): WorkerFleet {
  const children = new Map<number, ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (slot: number, waitMs: number): void => {
    const startedMs = performance.now();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), 'worker', '--child'], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: childEnvironment({ DATABASE_URL: databaseUrl }),
    });
    children.set(slot, child);
    child.once('exit', (code, signal) => {
      children.delete(slot);
      if (stopping) return;
      const sound = performance.now() - startedMs > soundAfterMs;
      const nextMs = sound ? restartMs : Math.min(slowestRestartMs, 2 * waitMs);
      log('warning', `A worker ended (${signal ?? `code ${code}`}); it is started again`, { inMs: waitMs });
      const timer = setTimeout(() => {
        timers.delete(timer);
        start(slot, nextMs);
      }, waitMs);
      timers.add(timer);
    });
  };
  for (let slot = 0; slot < count; slot++) start(slot, restartMs);

  return {
    async stop() {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(
        [...children.values()].map(
          (child) =>
            new Promise((resolve) => {
              child.once('exit', resolve);
              child.kill('SIGTERM');
            }),
        ),
      );
    },
  };
}
