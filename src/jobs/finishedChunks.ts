/** The stored chunks of a job, each compared with the hash it was stored under. */
import { createHash } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { Artefacts } from '../store/artefacts.ts';
import type { Sql } from '../store/database.ts';
import type { Job, WorkHandlers } from './types.ts';

export async function readFinishedChunks(
  sql: Sql,
  artefacts: Artefacts,
  job: Job,
): Promise<Parameters<WorkHandlers['finish']>[1]> {
  const { rows } = await sql.query<{ key: string; sha256: string }>(
    'select key, sha256 from cryoforest.task where job_id = $1 and done order by chunk_index',
    [job.id],
  );
  if (rows.length !== job.chunkCount) {
    throw new DomainError('internal', `Job ${job.id} has ${rows.length} of ${job.chunkCount} chunks at its end`);
  }
  return {
    count: rows.length,
    /** @throws {DomainError} 'artefact-damaged' (retryable: the disk may read right the next time) */
    async read(index) {
      const row = rows[index];
      if (row === undefined) throw new DomainError('internal', `There is no chunk ${index} of ${rows.length}`);
      const bytes = await artefacts.read(row.key).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'not-found') throw damaged(index, 'is gone', error);
        throw error;
      });
      if (createHash('sha256').update(bytes).digest('hex') !== row.sha256) throw damaged(index, 'has other bytes');
      return bytes;
    },
  };
}

function damaged(index: number, how: string, cause?: unknown): DomainError {
  return new DomainError(
    'artefact-damaged',
    `The stored result of chunk ${index} ${how}; check the disk, then run the job again`,
    { chunk: index },
    { cause, retryable: true },
  );
}
