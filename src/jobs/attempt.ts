/** One attempt at one task: its folder, the handler, the artefact, the commit; and what becomes of every fault. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError, toPlainError, traceOf } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Artefacts } from '../store/artefacts.ts';
import { failClaim, failJob, nameTask, releaseClaim, startJob } from './claims.ts';
import type { Claim } from './claims.ts';
import { commitChunk, commitJob } from './commits.ts';
import { untilDatabaseAnswers } from './databaseErrors.ts';
import { readFinishedChunks } from './finishedChunks.ts';
import type { StoredChunk } from './finishedChunks.ts';
import type { Queue } from './openQueue.ts';
import { makeOwnFolder } from './processName.ts';
import type { ProcessName } from './processName.ts';
import { createReporter } from './reporter.ts';
import type { Job, Log, WorkContext, WorkHandlers } from './types.ts';

/** Lost workers after which a task is taken for the cause. A fleet that is often restarted must not reach it. */
const maxDeaths = 12;
/** A handler has this long to obey its signal; after that it is left behind. */
const obeyMs = 500;

export interface AttemptTools {
  readonly queue: Queue;
  readonly handlers: WorkHandlers;
  readonly artefacts: Artefacts;
  readonly temporaryFolder: string;
  readonly self: ProcessName;
  readonly log: Log;
}

interface Attempt {
  readonly tools: AttemptTools;
  readonly claim: Claim;
  readonly job: Job;
  readonly context: WorkContext;
  /** Writes the last reports and removes the folder. Before the commit, so that a job that has ended left nothing. */
  readonly tidy: () => Promise<void>;
}

/** Why an attempt was told to stop. */
export type StopReason = 'job-ended' | 'claim-lost' | 'shutdown';

/** What the signal of a stopped attempt carries. */
export function stopping(reason: StopReason): DomainError {
  return new DomainError('cancelled', `The work was stopped: ${reason}`, { reason });
}

/** Never throws: a fault ends in the job's row or, where the claim is no longer ours, in the log of the process. */
export async function runAttempt(tools: AttemptTools, claim: Claim, signal: AbortSignal): Promise<void> {
  const { queue, log } = tools;
  try {
    await runTask(tools, claim, signal);
  } catch (error) {
    const plain = toPlainError(error);
    const task = `${nameTask(claim)} of job ${claim.jobId}`;
    try {
      if (isShutdown(signal)) return await releaseClaim(queue, claim);
      if (signal.aborted) return log('info', `${task} was given up: ${plain.message}`);
      log('warning', `${task} failed: ${plain.message}`, plain.code === 'internal' ? { trace: traceOf(error) } : {});
      // Fenced: says nothing where another worker has the task.
      await untilDatabaseAnswers(signal, () => failClaim(queue, claim, plain));
    } catch (unsaid) {
      // The heartbeat lapses and another worker takes the task.
      log('error', `${task}: ${String(unsaid)}`);
    }
  }
}

async function runTask(tools: AttemptTools, claim: Claim, signal: AbortSignal): Promise<void> {
  const { queue, temporaryFolder, self } = tools;
  const job = await untilDatabaseAnswers(signal, () => startJob(queue, claim));
  if (job === null) return;
  if (claim.deaths >= maxDeaths) return failJob(queue, claim, toPlainError(poisoned(claim)));

  const folder = await makeOwnFolder(temporaryFolder, 'attempt', self);
  const reporter = createReporter(queue.database, job.id, claim.chunkIndex === null);
  if (claim.deaths > 0) reporter.log('warning', `${nameTask(claim)} is tried again: ${claim.deaths} workers were lost`);
  const context: WorkContext = { signal, folder, progress: reporter.progress, log: reporter.log };
  const tidy = async (): Promise<void> => {
    await reporter.flush();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const begun: Attempt = { tools, claim, job, context, tidy };
  try {
    if (claim.chunkIndex === null) await finish(begun);
    else await runChunk(begun, claim.chunkIndex);
  } finally {
    await tidy();
  }
}

/** The work of one attempt, in order: do it, store the bytes, then commit the row that names them. */
async function runChunk(attempt: Attempt, index: number): Promise<void> {
  const { tools, claim, context, tidy } = attempt;
  const { queue, artefacts } = tools;
  const { key, sha256 } = await makeChunk(attempt, index, claim.chunk);
  await tidy();
  const outcome = await untilDatabaseAnswers(context.signal, () => commitChunk(queue, claim, { key, sha256 }));
  // Nobody clears up after a job that has ended; while it runs, the same key may be another attempt's.
  if (outcome === 'job-ended') await artefacts.delete(key);
  // Lets the end of the job start now and not at the next look of pg-boss's timer.
  if (outcome === 'stored-last') await queue.boss.resolveFlow().catch(() => {});
}

async function makeChunk({ tools, job, context }: Attempt, index: number, chunk: Json): Promise<StoredChunk> {
  const bytes = await obeying(context.signal, tools.handlers.chunk(job, chunk, context));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `jobs/${job.id}/chunks/${index}.${sha256.slice(0, 16)}`;
  await tools.artefacts.putBytes(key, bytes);
  return { bytes, key, sha256 };
}

async function finish(attempt: Attempt): Promise<void> {
  const { tools, claim, job, context, tidy } = attempt;
  const { queue, artefacts, handlers } = tools;
  const chunks = await readFinishedChunks(queue.database, artefacts, job, (index, chunk, why) => {
    context.log('warning', `The stored result of chunk ${index} ${why}: it is made again. Check the disk`);
    return makeChunk({ ...attempt, context: { ...context, progress: () => {} } }, index, chunk);
  });
  const result = await obeying(context.signal, handlers.finish(job, chunks, context));
  await tidy();
  await untilDatabaseAnswers(context.signal, () => commitJob(queue, claim, job, result));
}

/** Waits for the work, but not for work that goes on long after its signal. */
async function obeying<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const disobeyed = new Promise<never>((_, reject) => {
    const give = async (): Promise<void> => {
      await sleep(obeyMs, undefined, { signal: over.signal });
      reject(new DomainError('cancelled', `Still running ${obeyMs} ms after it was told to stop`));
    };
    const onAbort = (): void => void give().catch(() => {});
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true, signal: over.signal });
  });
  try {
    const result = await Promise.race([work, disobeyed]);
    signal.throwIfAborted();
    return result;
  } finally {
    over.abort();
    work.catch(() => {});
  }
}

function isShutdown(signal: AbortSignal): boolean {
  return signal.reason instanceof DomainError && signal.reason.detail['reason'] === ('shutdown' satisfies StopReason);
}

function poisoned(claim: Claim): DomainError {
  return new DomainError(
    'poison-chunk',
    `${nameTask(claim)} lost its worker ${claim.deaths} times: it needs more memory or time than a worker has, or ` +
      'crashes it. Look at the workers’ logs, give them more memory, or make the request smaller.',
    { chunk: claim.chunkIndex, deaths: claim.deaths },
  );
}
