/** Pages of an owner's jobs, newest first. A page goes on from the last job seen, so new jobs do not shift it. */
import { storableText } from '../store/database.ts';
import type { Sql } from '../store/database.ts';
import { decodePosition, encodePosition } from '../store/pagePosition.ts';
import { jobColumns, jobFromRow } from './jobRows.ts';
import type { JobRow } from './jobRows.ts';
import type { Job, JobFilter } from './types.ts';

/** @throws {DomainError} 'invalid-input' where `after` is not from an earlier page */
export async function listJobs(
  sql: Sql,
  owner: string,
  filter: JobFilter,
): Promise<{ readonly jobs: readonly Job[]; readonly next: string | null }> {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`owner = ${parameter(owner)}`];
  const where = (value: unknown, condition: (placeholder: string) => string): void => {
    if (value !== undefined) conditions.push(condition(parameter(value)));
  };
  const duration = 'extract(epoch from coalesce(finished, now()) - started)';
  where(filter.processIds?.map(storableText), (at) => `process_id = any(${at}::text[])`);
  where(filter.statuses, (at) => `status = any(${at}::text[])`);
  where(filter.createdFrom, (at) => `created >= ${at}`);
  where(filter.createdTo, (at) => `created <= ${at}`);
  where(filter.minDurationS, (at) => `${duration} >= ${at}`);
  where(filter.maxDurationS, (at) => `${duration} <= ${at}`);
  if (filter.after !== undefined) {
    const { created, id } = decodePosition(filter.after);
    conditions.push(`(created, id) < (${parameter(created)}::timestamptz, ${parameter(id)}::uuid)`);
  }
  // One more than asked for tells whether there is a next page.
  const { rows } = await sql.query<JobRow>(
    `select ${jobColumns} from cryoforest.job where ${conditions.join(' and ')}
      order by created desc, id desc limit ${parameter(filter.limit + 1)}`,
    values,
  );
  const jobs = rows.slice(0, filter.limit).map(jobFromRow);
  const last = jobs.at(-1);
  return { jobs, next: rows.length > filter.limit && last !== undefined ? encodePosition(last) : null };
}
