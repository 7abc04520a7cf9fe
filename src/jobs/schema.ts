/** The tables of the service, in a schema of their own; pg-boss keeps its tables in another. */
import { DomainError } from '../core/errors.ts';
import type { Database } from '../store/database.ts';

/** Any constant: processes that start together migrate one after the other. */
const migrationLock = 7_301_946_215;

/**
 * Applied in order, each once; never edited after a release, only appended to. What users sent is `json`, not
 * `jsonb`: it keeps key order and accepts the escape of U+0000. Times have milliseconds, as JavaScript's have, so that
 * a time read back equals the one in the table.
 */
const migrations: readonly string[] = [
  `
  create table cryoforest.job (
    id uuid primary key,
    owner text not null,
    process_id text not null,
    request json not null,
    idempotency_key text,
    status text not null default 'accepted'
      check (status in ('accepted', 'running', 'successful', 'failed', 'dismissed')),
    message text not null default '',
    -- Share done in 0..1 of the work that is not cut into chunks.
    share real not null default 0,
    chunks_done integer not null default 0,
    chunk_count integer not null,
    log_count integer not null default 0,
    created timestamptz(3) not null default now(),
    started timestamptz(3),
    finished timestamptz(3),
    updated timestamptz(3) not null default now(),
    error json,
    outputs json,
    provenance json,
    -- Whether artefacts of chunks may still lie in the store after the end.
    leftovers boolean not null default false,
    unique (owner, idempotency_key)
  );
  create index job_of_owner on cryoforest.job (owner, created desc, id desc);
  create index job_with_leftovers on cryoforest.job (id) where leftovers;

  -- What is still to be done: rows live as long as their job is not ended. The id is that of pg-boss's job.
  create table cryoforest.task (
    id uuid primary key,
    job_id uuid not null references cryoforest.job on delete cascade,
    -- Null for the end of the job, which waits for all its chunks.
    chunk_index integer,
    chunk json,
    -- Place in the shared queue: smaller goes first.
    position integer not null,
    -- Thrown failures, and claims given back by a worker that shut down; other lost claims are deaths.
    failures integer not null default 0,
    releases integer not null default 0,
    claimed_by text,
    attempt integer,
    key text,
    sha256 text,
    done boolean not null default false
  );
  create index task_of_job on cryoforest.task (job_id, chunk_index);
  create index task_waiting on cryoforest.task (position) where not done;
  create index task_claimed on cryoforest.task (claimed_by) where not done;

  create table cryoforest.job_log (
    job_id uuid not null references cryoforest.job on delete cascade,
    line integer not null,
    at timestamptz(3) not null default clock_timestamp(),
    level text not null,
    message text not null,
    primary key (job_id, line)
  );

  create table cryoforest.resource (
    kind text not null,
    id text not null,
    owner text not null,
    name text not null,
    created timestamptz(3) not null default now(),
    files json not null,
    description json not null,
    job_id uuid,
    primary key (kind, id)
  );
  create index resource_of_owner on cryoforest.resource (kind, owner, created desc, id desc);

  create table cryoforest.api_key (
    name text primary key,
    sha256 text not null unique,
    created timestamptz(3) not null default now()
  );
  `,
  `
  -- At most one row: the mark of the store that holds the artefacts.
  create table cryoforest.artefact_store (id text not null, single boolean primary key default true check (single));
  `,
];

/** @throws {DomainError} 'database-unavailable' where a newer program has already changed the tables */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await sql.query('create schema if not exists cryoforest');
    await sql.query(
      'create table if not exists cryoforest.migration (version integer primary key, at timestamptz default now())',
    );
    const { rows } = await sql.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from cryoforest.migration',
    );
    const version = rows[0]?.version ?? 0;
    if (version > migrations.length) {
      throw new DomainError(
        'database-unavailable',
        `The database has version ${version} of the tables; this program knows ${migrations.length}. Update the program.`,
        { found: version, known: migrations.length },
      );
    }
    for (const [index, statements] of migrations.entries()) {
      if (index < version) continue;
      await sql.query(statements);
      await sql.query('insert into cryoforest.migration (version) values ($1)', [index + 1]);
    }
  });
}
