/** The log of a job: lines numbered from 0 without gaps, whichever worker writes them. */
import type { Sql } from '../store/database.ts';
import { storableText } from '../store/database.ts';
import type { JobLogLine } from './types.ts';

export async function appendLog(
  sql: Sql,
  jobId: string,
  level: JobLogLine['level'],
  message: string,
  at: Date = new Date(),
): Promise<void> {
  await sql.query(
    `with next as (
       update cryoforest.job set log_count = log_count + 1 where id = $1 returning log_count - 1 as line
     )
     insert into cryoforest.job_log (job_id, line, at, level, message) select $1, line, $2, $3, $4 from next`,
    [jobId, at, level, storableText(message)],
  );
}

export async function readLog(
  sql: Sql,
  jobId: string,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly JobLogLine[]> {
  const { rows } = await sql.query<JobLogLine>(
    `select line as "offset", at, level, message from cryoforest.job_log
      where job_id = $1 and line >= $2 order by line limit $3`,
    [jobId, page.offset, page.limit],
  );
  return rows;
}
