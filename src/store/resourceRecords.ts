/** The owned resources of the service as rows of the table `resource`. */
import { DomainError } from '../core/errors.ts';
import type { Database, Sql } from './database.ts';
import { decodePosition, encodePosition } from './pagePosition.ts';
import type { Records, ResourceKind, ResourceRecord } from './records.ts';

interface ResourceRow extends Omit<ResourceRecord, 'jobId'> {
  readonly job_id: string | null;
}

const columns = 'id, kind, owner, name, created, files, description, job_id';

export function createRecords(database: Database): Records {
  return {
    insert: (record) => insertResource(database, record),

    async get(kind, owner, id) {
      const { rows } = await database.query<ResourceRow>(
        `select ${columns} from cryoforest.resource where kind = $1 and owner = $2 and id = $3`,
        [kind, owner, id],
      );
      return recordFromRow(rows[0], kind, id);
    },

    async findByHash(kind, owner, sha256) {
      const { rows } = await database.query<ResourceRow>(
        `select ${columns} from cryoforest.resource
          where kind = $1 and owner = $2 and exists (select from json_each(files) as f where f.value->>'sha256' = $3)
          order by created desc, id desc limit 1`,
        [kind, owner, sha256],
      );
      return rows[0] === undefined ? null : recordFromRow(rows[0], kind, rows[0].id);
    },

    async list(kind, owner, page) {
      const from = page.after === undefined ? null : decodePosition(page.after);
      const { rows } = await database.query<ResourceRow>(
        `select ${columns} from cryoforest.resource
          where kind = $1 and owner = $2 and ($3::timestamptz is null or (created, id) < ($3, $4))
          order by created desc, id desc limit $5`,
        [kind, owner, from?.created ?? null, from?.id ?? null, page.limit + 1],
      );
      const records = rows.slice(0, page.limit).map((row) => recordFromRow(row, kind, row.id));
      const last = records.at(-1);
      return { records, next: rows.length > page.limit && last !== undefined ? encodePosition(last) : null };
    },

    async remove(kind, owner, id) {
      const { rows } = await database.query<ResourceRow>(
        `delete from cryoforest.resource where kind = $1 and owner = $2 and id = $3 returning ${columns}`,
        [kind, owner, id],
      );
      return recordFromRow(rows[0], kind, id);
    },
  };
}

/** Stores a record within the caller's transaction. */
export async function insertResource(sql: Sql, record: Omit<ResourceRecord, 'created'>): Promise<ResourceRecord> {
  const { id, kind, owner, name, files, description, jobId } = record;
  const { rows } = await sql.query<ResourceRow>(
    `insert into cryoforest.resource (id, kind, owner, name, files, description, job_id)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [id, kind, owner, name, JSON.stringify(files), JSON.stringify(description), jobId],
  );
  return recordFromRow(rows[0], kind, id);
}

function recordFromRow(row: ResourceRow | undefined, kind: ResourceKind, id: string): ResourceRecord {
  if (row === undefined) throw new DomainError('not-found', `There is no ${kind} ${id}`, { kind, id });
  const { job_id: jobId, ...record } = row;
  return { ...record, jobId };
}
