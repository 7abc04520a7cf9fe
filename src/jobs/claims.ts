/**
 * A claim is one attempt at one task. Everything that ends it is fenced by the attempt's number: a worker that was
 * frozen or cut off, and whose task another worker has taken over, changes nothing.
 */
import { DomainError } from '../core/errors.ts';
import type { PlainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { storableText } from '../store/database.ts';
import type { Sql } from '../store/database.ts';
import { endJob } from './endJob.ts';
import { appendLog } from './jobLog.ts';
import { jobColumns, jobFromRow } from './jobRows.ts';
import type { JobRow } from './jobRows.ts';
import { notify } from './notifications.ts';
import { bossDatabase, changedIds } from './openQueue.ts';
import type { Queue, TaskQueue } from './openQueue.ts';
import { isCertainlyDead } from './processName.ts';
import type { ProcessName } from './processName.ts';
import type { Job } from './types.ts';

export interface Claim {
  readonly queue: TaskQueue;
  readonly taskId: string;
  readonly attempt: number;
  readonly jobId: string;
  /** Null for the end of the job. */
  readonly chunkIndex: number | null;
  readonly chunk: Json;
  /** Attempts that threw. */
  readonly failures: number;
  /** Attempts that ended without an answer: killed, cut off, or too slow. */
  readonly deaths: number;
}

/** Thrown attempts after which a fault is taken for permanent. */
const maxFailures = 3;
const firstRetryS = 0.5;

/** Claims up to `limit` tasks: ends of jobs first, as they set memory and disk free. */
export function claimTasks(queue: Queue, worker: string, limit: number): Promise<readonly Claim[]> {
  return queue.database.transaction(async (sql) => {
    const db = bossDatabase(sql);
    const ends = await queue.boss.fetch<object>('finish', { batchSize: limit, db });
    const rest = limit - ends.length;
    const chunks = rest > 0 ? await queue.boss.fetch<object>('chunk', { batchSize: rest, db }) : [];
    const fetched = [...ends, ...chunks];
    if (fetched.length === 0) return [];
    const { rows } = await sql.query<TaskRow>(
      `update cryoforest.task t set claimed_by = $1, attempt = f.attempt
         from unnest($2::uuid[], $3::integer[]) as f (id, attempt)
        where t.id = f.id
        returning t.id, t.attempt, t.job_id, t.chunk_index, t.chunk, t.failures, t.releases`,
      [worker, fetched.map((task) => task.id), fetched.map((task) => task.retryCount)],
    );
    return rows.map(claimFromRow);
  });
}

interface TaskRow {
  readonly id: string;
  readonly attempt: number;
  readonly job_id: string;
  readonly chunk_index: number | null;
  readonly chunk: Json;
  readonly failures: number;
  readonly releases: number;
}

function claimFromRow(row: TaskRow): Claim {
  return {
    queue: row.chunk_index === null ? 'finish' : 'chunk',
    taskId: row.id,
    attempt: row.attempt,
    jobId: row.job_id,
    chunkIndex: row.chunk_index,
    chunk: row.chunk,
    failures: row.failures,
    deaths: row.attempt - row.failures - row.releases,
  };
}

/** @returns the job, marked as running, or null where it has ended meanwhile */
export async function startJob(queue: Queue, claim: Claim): Promise<Job | null> {
  await queue.database.query(
    `update cryoforest.job set status = 'running', started = now(), updated = now() where id = $1 and status = 'accepted'`,
    [claim.jobId],
  );
  const { rows } = await queue.database.query<JobRow>(
    `select ${jobColumns} from cryoforest.job where id = $1 and status = 'running'`,
    [claim.jobId],
  );
  return rows[0] === undefined ? null : jobFromRow(rows[0]);
}

/** Keeps claims alive. @returns the ids of those that still are */
export async function touchClaims(queue: Queue, claims: readonly Claim[]): Promise<ReadonlySet<string>> {
  const alive = new Set<string>();
  for (const name of ['chunk', 'finish'] as const) {
    const attempts = claims.filter((claim) => claim.queue === name).map(attemptOf);
    if (attempts.length === 0) continue;
    for (const id of changedIds(await queue.boss.touch(name, attempts))) alive.add(id);
  }
  return alive;
}

/**
 * Counts a failure. The job fails at once where a retry cannot help, or after the third failure; else the task is
 * tried again after a pause.
 */
export async function failClaim(queue: Queue, claim: Claim, error: PlainError): Promise<void> {
  const failures = claim.failures + 1;
  // A fault without a code of ours is unexpected, and so is work that stopped unasked: it may be the machine's doing.
  const curable = error.retryable || error.code === 'internal' || error.code === 'cancelled';
  if (!curable || failures >= maxFailures) return failJob(queue, claim, error);
  await queue.database.transaction(async (sql) => {
    if (!(await giveUp(queue, sql, claim, error.message))) return;
    await sql.query('update cryoforest.task set failures = $2, claimed_by = null where id = $1', [
      claim.taskId,
      failures,
    ]);
    const pauseS = firstRetryS * 4 ** (failures - 1);
    await queue.boss.update(claim.queue, undefined, { id: claim.taskId, startAfter: pauseS, db: bossDatabase(sql) });
    const told = `${nameTask(claim)} failed, attempt ${failures} of ${maxFailures}: ${error.message}`;
    await appendLog(sql, claim.jobId, 'warning', told);
  });
}

/** Ends the whole job, unless the claim has lapsed. */
export async function failJob(queue: Queue, claim: Claim, error: PlainError): Promise<void> {
  await queue.database.transaction(async (sql) => {
    await sql.query('select from cryoforest.job where id = $1 for update', [claim.jobId]);
    if (await giveUp(queue, sql, claim, error.message)) {
      await endJob(queue, sql, claim.jobId, { status: 'failed', error });
    }
  });
}

/** Gives the task back untouched, so that another worker starts it at once. */
export async function releaseClaim(queue: Queue, claim: Claim): Promise<void> {
  await queue.database.transaction(async (sql) => {
    if (!(await giveUp(queue, sql, claim, 'released'))) return;
    await sql.query('update cryoforest.task set releases = releases + 1, claimed_by = null where id = $1', [
      claim.taskId,
    ]);
    await notify(sql, { kind: 'work' });
  });
}

/**
 * Gives back what killed processes of this machine held, which is sooner than their heartbeats lapse.
 * @returns how many
 */
export async function releaseClaimsOfTheDead(queue: Queue, self: ProcessName): Promise<number> {
  const rows = await heldTasks(queue, `${self.machine}.`);
  const dead = rows.filter((row) => isCertainlyDead(row.claimed_by, self));
  for (const row of dead) await giveBack(queue, row, 'its worker died');
  return dead.length;
}

/** Gives back what a worker holds without knowing: the database committed its claim, but the answer was lost. */
export async function releaseUnknownClaims(queue: Queue, worker: string, known: ReadonlySet<string>): Promise<void> {
  for (const row of await heldTasks(queue, worker)) {
    if (!known.has(row.id)) await giveBack(queue, row, 'its worker does not know of it');
  }
}

interface HeldTaskRow extends TaskRow {
  readonly claimed_by: string;
}

async function heldTasks(queue: Queue, prefix: string): Promise<readonly HeldTaskRow[]> {
  const { rows } = await queue.database.query<HeldTaskRow>(
    `select id, attempt, job_id, chunk_index, chunk, failures, releases, claimed_by
       from cryoforest.task where not done and starts_with(claimed_by, $1)`,
    [prefix],
  );
  return rows;
}

async function giveBack(queue: Queue, row: HeldTaskRow, why: string): Promise<void> {
  const claim = claimFromRow(row);
  await queue.database.transaction(async (sql) => {
    if (!(await giveUp(queue, sql, claim, why))) return;
    await sql.query('update cryoforest.task set claimed_by = null where id = $1', [claim.taskId]);
    await notify(sql, { kind: 'work' });
  });
}

export function nameTask(claim: Claim): string {
  return claim.chunkIndex === null ? 'The end of the job' : `Chunk ${claim.chunkIndex}`;
}

/** The part of a claim that fences pg-boss's calls. */
function attemptOf(claim: Claim): { readonly id: string; readonly retryCount: number } {
  return { id: claim.taskId, retryCount: claim.attempt };
}

/** @throws {DomainError} 'cancelled' where the claim has lapsed: rolls the caller's transaction back */
export async function completeClaim(queue: Queue, sql: Sql, claim: Claim): Promise<void> {
  const done = await queue.boss.complete(claim.queue, attemptOf(claim), null, { db: bossDatabase(sql) });
  if (changedIds(done).length === 0)
    throw new DomainError('cancelled', `${nameTask(claim)} was given to another worker`);
}

/** @returns whether the claim was still ours */
async function giveUp(queue: Queue, sql: Sql, claim: Claim, message: string): Promise<boolean> {
  const failed = await queue.boss.fail(
    claim.queue,
    attemptOf(claim),
    { message: storableText(message.slice(0, 500)).toWellFormed() },
    {
      db: bossDatabase(sql),
    },
  );
  return changedIds(failed).length > 0;
}
