/** A database of its own for a test file: the embedded server in a temporary folder, or one in `DATABASE_URL`'s. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { openDatabase } from '../../../src/jobs/openDatabase.ts';
import { openQueue } from '../../../src/jobs/openQueue.ts';
import type { Queue } from '../../../src/jobs/openQueue.ts';
import type { Database } from '../../../src/store/database.ts';

export interface TestDatabase {
  readonly database: Database;
  readonly queue: Queue;
  /** Reachable by the server's user also where the tests run as root. */
  readonly folder: string;
  readonly logged: string[];
  readonly embedded: boolean;
  close(): Promise<void>;
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-'));
  await chmod(folder, 0o755);
  return folder;
}

export async function openTestDatabase(): Promise<TestDatabase> {
  const folder = await temporaryFolder();
  const logged: string[] = [];
  const server = process.env['DATABASE_URL'];
  const name = `cryoforest_test_${randomBytes(6).toString('hex')}`;
  if (server !== undefined) await administer(server, `create database ${name}`);
  const databaseUrl = server === undefined ? null : Object.assign(new URL(server), { pathname: name }).href;
  const log = (level: string, message: string): void => void logged.push(`${level}: ${message}`);
  const database = await openDatabase({ databaseUrl, dataFolder: folder, log });
  const queue = await openQueue(database, log);
  return {
    database,
    queue,
    folder,
    logged,
    embedded: server === undefined,
    async close() {
      await queue.close();
      await database.close();
      if (server !== undefined) await administer(server, `drop database ${name} with (force)`);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
