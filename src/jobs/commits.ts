/** The two transactions in which finished work becomes part of a job. Artefacts are stored before. */
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { insertResource } from '../store/resourceRecords.ts';
import type { ResourceFile } from '../store/records.ts';
import { completeClaim } from './claims.ts';
import type { Claim } from './claims.ts';
import { appendLog } from './jobLog.ts';
import { notify } from './notifications.ts';
import type { Queue } from './openQueue.ts';
import type { Job, StoredOutput, WorkHandlers } from './types.ts';

/** @throws {DomainError} 'cancelled' where the claim has lapsed */
export function commitChunk(
  queue: Queue,
  claim: Claim,
  stored: { readonly key: string; readonly sha256: string },
): Promise<'stored' | 'stored-last' | 'job-ended'> {
  return queue.database.transaction(async (sql) => {
    const { rows } = await sql.query<{ done: number; count: number }>(
      `update cryoforest.job
          set chunks_done = chunks_done + 1, updated = now(),
              message = format('%s of %s chunks', chunks_done + 1, chunk_count)
        where id = $1 and status = 'running' returning chunks_done as done, chunk_count as count`,
      [claim.jobId],
    );
    const job = rows[0];
    if (job === undefined) return 'job-ended';
    await completeClaim(queue, sql, claim);
    await sql.query('update cryoforest.task set done = true, claimed_by = null, key = $2, sha256 = $3 where id = $1', [
      claim.taskId,
      stored.key,
      stored.sha256,
    ]);
    return job.done === job.count ? 'stored-last' : 'stored';
  });
}

/** @throws {DomainError} 'cancelled' where the job has ended or the claim has lapsed */
export function commitJob(
  queue: Queue,
  claim: Claim,
  job: Job,
  result: Awaited<ReturnType<WorkHandlers['finish']>>,
): Promise<void> {
  return queue.database.transaction(async (sql) => {
    const { rowCount } = await sql.query(
      `update cryoforest.job
          set status = 'successful', outputs = $2, provenance = $3, message = 'Finished', share = 1,
              finished = now(), updated = now(), leftovers = chunk_count > 0
        where id = $1 and status = 'running'`,
      [job.id, JSON.stringify(result.outputs), JSON.stringify(result.provenance)],
    );
    if (rowCount === 0) throw new DomainError('cancelled', `Job ${job.id} has ended`);
    await completeClaim(queue, sql, claim);
    for (const resource of resourcesOf(job, result.outputs)) await insertResource(sql, resource);
    await sql.query('delete from cryoforest.task where job_id = $1', [job.id]);
    await appendLog(sql, job.id, 'info', 'Finished');
    await notify(sql, { kind: 'ended', jobId: job.id });
  });
}

/** What a job leaves behind under its own id: a model, or a map with all its files; its values describe it. */
function resourcesOf(
  job: Job,
  outputs: Readonly<Record<string, StoredOutput>>,
): readonly Parameters<typeof insertResource>[1][] {
  const description: Record<string, Json> = { process: job.processId };
  for (const [id, output] of Object.entries(outputs)) if (output.kind === 'value') description[id] = output.value;
  return (['model', 'map'] as const).flatMap((kind) => {
    const files: Record<string, ResourceFile> = {};
    for (const output of Object.values(outputs)) {
      if (output.kind !== 'file' || output.resource !== kind) continue;
      const { key, mediaType, bytes, sha256 } = output;
      files[output.fileName] = { key, path: null, mediaType, bytes, sha256 };
    }
    if (Object.keys(files).length === 0) return [];
    return [{ id: job.id, kind, owner: job.owner, name: job.processId, files, description, jobId: job.id }];
  });
}
