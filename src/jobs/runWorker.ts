/** A worker: claims tasks up to its number of slots, keeps the claims alive, stops what was cancelled. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAlarm } from './alarm.ts';
import { runAttempt, stopping } from './attempt.ts';
import type { AttemptTools, StopReason } from './attempt.ts';
import { claimTasks, releaseClaimsOfTheDead, releaseUnknownClaims, touchClaims } from './claims.ts';
import type { Claim } from './claims.ts';
import { untilDatabaseAnswers } from './databaseErrors.ts';
import { removeLeftovers } from './leftovers.ts';
import { hearNotifications } from './notifications.ts';
import type { Notification } from './notifications.ts';
import { maxAttemptMs } from './openQueue.ts';
import type { Queue } from './openQueue.ts';
import { formatProcessName, nameThisProcess, removeFoldersOfTheDead } from './processName.ts';
import type { Log } from './types.ts';

export interface WorkerOptions extends Omit<AttemptTools, 'self'> {
  /** Tasks at once. */
  readonly slots: number;
  /** Stops the worker: it claims no more, aborts what runs and gives it back, so that others start it at once. */
  readonly signal: AbortSignal;
}

/** A quarter of pg-boss's limit: a claim survives two beats that are lost. */
const beatMs = 2_500;
/** Notifications wake a worker at once; looking finds retries that were put off, and what went unheard. */
const lookMs = 500;
const maxBackoffMs = 2_000;

interface Running {
  readonly claim: Claim;
  readonly stop: (reason: StopReason) => void;
  readonly ended: Promise<void>;
}

/** Resolves when the signal has fired and nothing runs any more. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  const { queue, artefacts, temporaryFolder, signal, log } = options;
  const self = nameThisProcess();
  const name = `${formatProcessName(self)}.${randomUUID().slice(0, 8)}`;
  const running = new Set<Running>();
  const alarm = createAlarm();
  signal.addEventListener('abort', alarm.ring, { once: true });

  await mkdir(temporaryFolder, { recursive: true });
  await removeFoldersOfTheDead(temporaryFolder, 'attempt', self, maxAttemptMs);
  const hear = (notification: Notification | null): void => {
    if (notification?.kind === 'ended') {
      for (const { claim, stop } of running) if (claim.jobId === notification.jobId) stop('job-ended');
    }
    alarm.ring();
  };
  const stopHearing = await untilDatabaseAnswers(signal, () => hearNotifications(queue.database, hear));

  const beating = repeat(signal, log, async () => {
    await keepAlive(queue, [...running]);
    if ((await releaseClaimsOfTheDead(queue, self)) > 0) alarm.ring();
    await removeLeftovers(queue, artefacts);
    await sleep(beatMs, undefined, { signal });
  });

  let sure = true;
  await repeat(signal, log, async () => {
    // The last claim broke off: what the database gave us by it, nobody works on.
    if (!sure) await releaseUnknownClaims(queue, name, new Set(Array.from(running, ({ claim }) => claim.taskId)));
    sure = false;
    const free = options.slots - running.size;
    const claims = free > 0 ? await claimTasks(queue, name, free) : [];
    sure = true;
    for (const claim of claims) {
      const begun = start({ ...options, self }, claim);
      running.add(begun);
      void begun.ended.then(() => {
        running.delete(begun);
        alarm.ring();
      });
    }
    await alarm.wait(lookMs);
  });

  stopHearing();
  await beating;
  for (const { stop } of running) stop('shutdown');
  await Promise.all(Array.from(running, ({ ended }) => ended));
}

async function keepAlive(queue: Queue, running: readonly Running[]): Promise<void> {
  const alive = await touchClaims(
    queue,
    running.map(({ claim }) => claim),
  );
  for (const { claim, stop } of running) if (!alive.has(claim.taskId)) stop('claim-lost');
}

function start(tools: AttemptTools, claim: Claim): Running {
  const controller = new AbortController();
  return {
    claim,
    stop: (reason) => controller.abort(stopping(reason)),
    ended: runAttempt(tools, claim, controller.signal),
  };
}

/** Does it again and again until the signal fires; tells once while the database is away, and goes on trying. */
async function repeat(signal: AbortSignal, log: Log, work: () => Promise<void>): Promise<void> {
  let backoffMs = 0;
  while (!signal.aborted) {
    try {
      await work();
      if (backoffMs > 0) log('info', 'The worker goes on');
      backoffMs = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (backoffMs === 0) log('warning', `The worker has to wait: ${String(error)}`);
      backoffMs = Math.min(maxBackoffMs, Math.max(100, 2 * backoffMs));
      await sleep(backoffMs, undefined, { signal }).catch(() => {});
    }
  }
}
