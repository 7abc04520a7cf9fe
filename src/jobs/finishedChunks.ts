/** The stored chunks of a job, each compared with the hash it was stored under; a damaged one is made again. */
import { createHash } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Artefacts } from '../store/artefacts.ts';
import type { Sql } from '../store/database.ts';
import type { Job, WorkHandlers } from './types.ts';

export interface StoredChunk {
  readonly bytes: Uint8Array;
  readonly key: string;
  readonly sha256: string;
}

/** Takes why the chunk is made again, and stores what it makes. */
export type MakeAgain = (index: number, chunk: Json, why: string) => Promise<StoredChunk>;

interface TaskRow {
  readonly id: string;
  readonly chunk: Json;
  readonly key: string;
  readonly sha256: string;
}

export async function readFinishedChunks(
  sql: Sql,
  artefacts: Artefacts,
  job: Job,
  makeAgain: MakeAgain,
): Promise<Parameters<WorkHandlers['finish']>[1]> {
  const { rows: stored } = await sql.query<TaskRow>(
    'select id, chunk, key, sha256 from cryoforest.task where job_id = $1 and done order by chunk_index',
    [job.id],
  );
  const rows = [...stored];
  if (rows.length !== job.chunkCount) {
    throw new DomainError('internal', `Job ${job.id} has ${rows.length} of ${job.chunkCount} chunks at its end`);
  }
  const reader = artefacts.reader();
  const rowOf = (index: number): TaskRow => {
    const row = rows[index];
    if (row === undefined) throw new DomainError('internal', `There is no chunk ${index} of ${rows.length}`);
    return row;
  };
  return {
    count: rows.length,
    async read(index) {
      const row = rowOf(index);
      const bytes = await nullWhereAbsent(reader.read(row.key));
      if (bytes !== null && createHash('sha256').update(bytes).digest('hex') === row.sha256) return bytes;
      const why = bytes === null ? 'is gone' : 'has other bytes than were stored';
      const { bytes: made, key, sha256 } = await makeAgain(index, row.chunk, why);
      // An attempt after this one reads what was stored now.
      await sql.query('update cryoforest.task set key = $2, sha256 = $3 where id = $1', [row.id, key, sha256]);
      rows[index] = { ...row, key, sha256 };
      return made;
    },
    readPart: (index, offset, into) => reader.readPart(rowOf(index).key, offset, into),
  };
}

/** @returns null where there is no such artefact; a store that does not answer is another matter */
function nullWhereAbsent(reading: Promise<Uint8Array>): Promise<Uint8Array | null> {
  return reading.catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not-found') return null;
    throw error;
  });
}
