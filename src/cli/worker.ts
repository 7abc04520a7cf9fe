/** `cryoforest worker`: takes chunks of the service's jobs, on this machine or another one. */
import { readConfig } from '../config.ts';
import { DomainError } from '../core/errors.ts';
import { whenParentDies } from '../jobs/parentWatch.ts';
import { createLog } from '../log.ts';
import { runWorkerProcess } from '../workerProcess.ts';

/** @param words `--child` ends the worker with the server that started it */
export async function workerCommand(words: readonly string[], signal: AbortSignal): Promise<void> {
  const unknown = words.find((word) => word !== '--child');
  if (unknown !== undefined) {
    throw new DomainError(
      'unknown-field',
      `worker takes no ${unknown}; its settings are environment variables (cryoforest help)`,
    );
  }
  const stop = words.includes('--child') ? AbortSignal.any([signal, whenParentDies()]) : signal;
  await runWorkerProcess(
    readConfig(),
    stop,
    createLog(`worker ${process.pid}`, (line) => process.stderr.write(line)),
  );
}
