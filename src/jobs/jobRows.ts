/** Rows of the table `job` as `Job` values. */
import { DomainError } from '../core/errors.ts';
import type { PlainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Sql } from '../store/database.ts';
import type { ExecutionRequest, Job, JobStatus, StoredOutput } from './types.ts';

export interface JobRow {
  readonly id: string;
  readonly owner: string;
  readonly process_id: string;
  readonly request: ExecutionRequest;
  readonly status: JobStatus;
  readonly message: string;
  readonly share: number;
  readonly chunks_done: number;
  readonly chunk_count: number;
  readonly created: Date;
  readonly started: Date | null;
  readonly finished: Date | null;
  readonly updated: Date;
  readonly error: PlainError | null;
  readonly outputs: Readonly<Record<string, StoredOutput>> | null;
  readonly provenance: Json | null;
  readonly running_s: number | null;
}

/** The columns of `JobRow`; the clock is the database's, so that machines need not agree on the time. */
export const jobColumns = `id, owner, process_id, request, status, message, share, chunks_done, chunk_count,
  created, started, finished, updated, error, outputs, provenance,
  extract(epoch from now() - started)::float8 as running_s`;

/** Chunks take nearly all the time of a job that has them; the rest is putting them together. */
const chunkShare = 0.95;

export function jobFromRow(row: JobRow): Job {
  const share =
    row.chunk_count === 0 ? row.share : (chunkShare * row.chunks_done) / row.chunk_count + (1 - chunkShare) * row.share;
  return {
    id: row.id,
    owner: row.owner,
    processId: row.process_id,
    request: row.request,
    status: row.status,
    progressPercent: row.status === 'successful' ? 100 : Math.min(99, Math.floor(100 * share)),
    message: row.message,
    etaSeconds: row.status === 'running' ? secondsToGo(share, row.running_s) : null,
    chunksDone: row.chunks_done,
    chunkCount: row.chunk_count,
    created: row.created,
    started: row.started,
    finished: row.finished,
    updated: row.updated,
    error: row.error,
    outputs: row.outputs,
    provenance: row.provenance,
  };
}

/** By the pace since the start; null while nothing is done, or all but the last step. */
function secondsToGo(share: number, runningS: number | null): number | null {
  if (runningS === null || share <= 0 || share >= 1) return null;
  return Math.round((runningS * (1 - share)) / share);
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** @throws {DomainError} 'no-such-job', also where the job is another owner's or `id` is no id at all */
export async function readJob(sql: Sql, owner: string, id: string): Promise<Job> {
  const found = uuid.test(id)
    ? await sql.query<JobRow>(`select ${jobColumns} from cryoforest.job where id = $1 and owner = $2`, [id, owner])
    : null;
  const row = found?.rows[0];
  if (row === undefined) throw new DomainError('no-such-job', `There is no job ${id}`, { job: id });
  return jobFromRow(row);
}
