/** Stores a job and all its work in one transaction: what is acknowledged is durable. */
import { toJson } from '../core/json.ts';
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../core/errors.ts';
import type { Sql } from '../store/database.ts';
import { jobColumns, jobFromRow } from './jobRows.ts';
import type { JobRow } from './jobRows.ts';
import { notify } from './notifications.ts';
import { bossDatabase } from './openQueue.ts';
import type { Queue } from './openQueue.ts';
import type { Job, JobSubmission } from './types.ts';

/** @throws {DomainError} 'conflict' where the idempotency key belongs to another request */
export function submitJob(queue: Queue, submission: JobSubmission): Promise<Job> {
  return queue.database.transaction(async (sql) => {
    const { owner, processId, request, chunks, idempotencyKey } = submission;
    const { rows } = await sql.query<JobRow>(
      `insert into cryoforest.job (id, owner, process_id, request, chunk_count, idempotency_key)
       values ($1, $2, $3, $4, $5, $6) on conflict (owner, idempotency_key) do nothing returning ${jobColumns}`,
      [randomUUID(), owner, processId, JSON.stringify(request), chunks.length, idempotencyKey],
    );
    const row = rows[0];
    if (row === undefined) return earlierJob(sql, submission);
    await enqueue(queue, sql, row.id, chunks);
    await notify(sql, { kind: 'work' });
    return jobFromRow(row);
  });
}

async function earlierJob(sql: Sql, submission: JobSubmission): Promise<Job> {
  const { rows } = await sql.query<JobRow>(
    `select ${jobColumns} from cryoforest.job where owner = $1 and idempotency_key = $2`,
    [submission.owner, submission.idempotencyKey],
  );
  const row = rows[0];
  // Through JSON, as the stored one went: a field that is undefined is a field that is absent.
  const request = toJson(submission.request);
  if (row === undefined || row.process_id !== submission.processId || !isDeepStrictEqual(row.request, request)) {
    throw new DomainError(
      'conflict',
      `The idempotency key "${submission.idempotencyKey}" was used for another request. Use a new key for a new request.`,
      { idempotencyKey: submission.idempotencyKey, job: row?.id ?? null },
    );
  }
  return jobFromRow(row);
}

async function enqueue(queue: Queue, sql: Sql, jobId: string, chunks: JobSubmission['chunks']): Promise<void> {
  const db = bossDatabase(sql);
  const finishId = randomUUID();
  const start = await frontOfQueue(sql);
  const tasks = chunks.map((chunk, index) => ({ id: randomUUID(), index, chunk, position: start + index }));
  // Each chunk has a priority of its own: with equal ones a retried chunk would go to the back of the queue.
  const finish = { ref: finishId, name: 'finish', data: { jobId }, options: { id: finishId, priority: -start } };
  if (tasks.length === 0) {
    await queue.boss.send(finish.name, finish.data, { ...finish.options, db });
  } else {
    const parts = tasks.map(({ id, position }) => ({
      ref: id,
      name: 'chunk',
      data: { jobId },
      options: { id, priority: -position },
    }));
    await queue.boss.flow([...parts, { ...finish, dependsOn: parts.map((part) => part.ref) }], { db });
  }
  await sql.query(
    `insert into cryoforest.task (id, job_id, chunk_index, chunk, position)
     select id, $1, chunk_index, chunk, position
       from unnest($2::uuid[], $3::integer[], $4::json[], $5::integer[]) as t (id, chunk_index, chunk, position)`,
    [
      jobId,
      [...tasks.map((task) => task.id), finishId],
      [...tasks.map((task) => task.index), null],
      [...tasks.map((task) => JSON.stringify(task.chunk)), null],
      [...tasks.map((task) => task.position), start],
    ],
  );
}

/**
 * Place of the first chunk still to be done, 0 in an empty queue. A new job lines up there and not at the end, so
 * that jobs take turns chunk by chunk: a small map does not wait for a large one to finish, nor overtakes it.
 */
async function frontOfQueue(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ front: number | null }>(
    'select min(position) as front from cryoforest.task where not done and chunk_index is not null',
  );
  return rows[0]?.front ?? 0;
}
