/** Finds the PostgreSQL that runs on a cluster by its lock file `postmaster.pid`, and stops it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { applicationName } from './connection.ts';
import type { PostgresPrograms, ServerUser } from './postgresBinaries.ts';

const run = promisify(execFile);
const answerMs = 2_000;
const stopTimeoutMs = 30_000;
const lingerMs = 500;

/** A connection that stays open: it ends with the server, and tells other supervisors that we are here. */
export interface Sentinel {
  readonly port: number;
  readonly client: Client;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

/** @returns a connection to the server on this cluster, or null while none takes connections */
export async function connectSentinel(cluster: string, password: string): Promise<Sentinel | null> {
  const lock = await readLock(cluster);
  if (lock === null) return null;
  const client = new Client({
    host: '127.0.0.1',
    port: lock.port,
    user: 'cryoforest',
    password,
    database: 'postgres',
    application_name: applicationName,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
    keepAlive: true,
  });
  // Its end is what is waited for; the reason does not matter.
  client.on('error', () => {});
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    // After a crash the lock file may be stale and its port another program's, even another PostgreSQL's.
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    if (rows[0]?.data_directory === cluster) return { port: lock.port, client, ended };
  } catch {
    // Nobody there, not ready yet, or a stranger: the caller tries again.
  }
  client.end().catch(() => {});
  return null;
}

/** Fast shutdown, unless other processes of this program are connected: the last of them does it. */
export async function stopServer(
  sentinel: Sentinel,
  programs: PostgresPrograms,
  user: ServerUser,
  cluster: string,
): Promise<void> {
  const lock = await readLock(cluster);
  const inUse = await isUsedByOthers(sentinel);
  await sentinel.client.end();
  if (lock === null || inUse) return;
  await run(programs.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-W'], { ...user, cwd: cluster });
  // Not pg_ctl's own waiting: a process that comes at this moment may start the server anew.
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(lock.pid) && Date.now() < deadline) await sleep(20);
}

/** Looks for a while: the server takes a moment to notice that a connection has ended. */
async function isUsedByOthers(sentinel: Sentinel): Promise<boolean> {
  const deadline = Date.now() + lingerMs;
  for (;;) {
    const answer = await sentinel.client
      .query<{ others: number }>(
        `select count(*)::int as others from pg_stat_activity
          where backend_type = 'client backend' and application_name = $1 and pid <> pg_backend_pid()`,
        [applicationName],
      )
      .catch(() => null);
    // Without an answer there is no server to stop.
    if (answer === null) return true;
    if (answer.rows[0]?.others === 0) return false;
    if (Date.now() > deadline) return true;
    await sleep(20);
  }
}

export async function isPostmasterAlive(cluster: string): Promise<boolean> {
  const lock = await readLock(cluster);
  return lock !== null && isAlive(lock.pid);
}

export async function isPortFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== null;
}

export async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === null) throw new Error('The system has no free port on 127.0.0.1');
  return port;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : null;
      server.close(() => resolve(taken));
    });
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** First line: pid of the postmaster; fourth: its port. The file may be half-written while the server starts. */
async function readLock(cluster: string): Promise<{ readonly pid: number; readonly port: number } | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : null;
}
