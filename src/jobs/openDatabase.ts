/** The one difference between a laptop and a cluster: where PostgreSQL's address comes from. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../core/errors.ts';
import type { Database } from '../store/database.ts';
import { connect } from './connection.ts';
import { startEmbeddedPostgres } from './embeddedPostgres.ts';
import { migrate } from './schema.ts';
import type { Log } from './types.ts';

export interface DatabaseOptions {
  /** PostgreSQL 13 or newer to use; null for the embedded server. */
  readonly databaseUrl: string | null;
  /** Home of the embedded server, below `postgres/`. */
  readonly dataFolder: string;
  readonly log: Log;
  /** How long to wait for a server at `databaseUrl` that may be starting too. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 30_000;
const retryMs = 250;

/** @throws {DomainError} 'database-unavailable' with what to do */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataFolder, log } = options;
  const server = databaseUrl === null ? await startEmbeddedPostgres(dataFolder, log) : null;
  const connection = connect(server?.url ?? databaseUrl ?? '');
  const database: Database = {
    ...connection,
    async close() {
      await connection.close();
      await server?.stop();
    },
  };
  try {
    await waitUntilReachable(database, options.patienceMs ?? defaultPatienceMs, log);
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

async function waitUntilReachable(database: Database, patienceMs: number, log: Log): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.query('select 1');
      return;
    } catch (error) {
      // A wrong password or database name is an answer: waiting does not cure it.
      const silent = error instanceof DomainError && error.code === 'database-unavailable';
      if (!silent || Date.now() > deadline) throw unreachable(database.url, error);
      if (attempt === 1) log('warning', `Waiting for PostgreSQL at ${addressOf(database.url)}: ${error.message}`);
      await sleep(retryMs);
    }
  }
}

function unreachable(url: string, cause: unknown): DomainError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new DomainError(
    'database-unavailable',
    `PostgreSQL at ${addressOf(url)} cannot be used: ${said.replace(/\.$/, '')}. Check DATABASE_URL, or unset it for the embedded server.`,
    {},
    { cause },
  );
}

/** Host, port and database, without user and password. */
function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
