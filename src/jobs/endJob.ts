/** The ways a job ends early. All end it in one transaction: the row, its waiting and running tasks, the news. */
import type { PlainError } from '../core/errors.ts';
import type { Sql } from '../store/database.ts';
import { storableText } from '../store/database.ts';
import { appendLog } from './jobLog.ts';
import { notify } from './notifications.ts';
import { bossDatabase } from './openQueue.ts';
import type { Queue } from './openQueue.ts';

/**
 * Transactions lock the job's row first, then pg-boss's, then tasks: the same order everywhere, so they cannot
 * deadlock.
 * @returns whether the job was not ended before
 */
export async function endJob(
  queue: Queue,
  sql: Sql,
  jobId: string,
  end: { readonly status: 'dismissed' } | { readonly status: 'failed'; readonly error: PlainError },
): Promise<boolean> {
  const error = end.status === 'failed' ? end.error : null;
  const message = error === null ? 'Dismissed' : storableText(error.message);
  const { rowCount } = await sql.query(
    `update cryoforest.job
        set status = $2, error = $3, message = $4, finished = now(), updated = now(), leftovers = true
      where id = $1 and status in ('accepted', 'running')`,
    [jobId, end.status, error === null ? null : JSON.stringify(error), message],
  );
  if (rowCount === 0) return false;
  await cancelTasks(queue, sql, jobId);
  await appendLog(sql, jobId, error === null ? 'info' : 'error', message);
  await notify(sql, { kind: 'ended', jobId });
  return true;
}

async function cancelTasks(queue: Queue, sql: Sql, jobId: string): Promise<void> {
  const { rows } = await sql.query<{ id: string; is_chunk: boolean }>(
    'select id, chunk_index is not null as is_chunk from cryoforest.task where job_id = $1 and not done',
    [jobId],
  );
  const chunks = rows.filter((row) => row.is_chunk).map((row) => row.id);
  const ends = rows.filter((row) => !row.is_chunk).map((row) => row.id);
  const db = bossDatabase(sql);
  if (chunks.length > 0) await queue.boss.cancel('chunk', chunks, { db });
  if (ends.length > 0) await queue.boss.cancel('finish', ends, { db });
  await sql.query('delete from cryoforest.task where job_id = $1', [jobId]);
}
