/** The work of one worker process: its threads, its claims, until the signal fires. */
import { runWorker } from './jobs/runWorker.ts';
import { createComputePool } from './pool/computePool.ts';
import { loadProcesses } from './processes/all.ts';
import { openService } from './service.ts';
import { createWorkHandlers } from './work.ts';
import type { Config } from './config.ts';
import type { Log } from './jobs/types.ts';

export async function runWorkerProcess(config: Config, signal: AbortSignal, log: Log): Promise<void> {
  const service = await openService(config, log);
  const pool = createComputePool(config.threads);
  try {
    const { queue, artefacts, libraryFor, code, temporaryFolder } = service;
    const processes = await loadProcesses();
    const handlers = createWorkHandlers({ processes, artefacts, pool, libraryFor, code, now: () => new Date() });
    log('info', `Taking work with ${config.threads} threads`);
    await runWorker({ queue, handlers, artefacts, temporaryFolder, slots: config.threads, signal, log });
  } finally {
    await pool.close();
    await service.close();
  }
}
