/**
 * Supervises a private PostgreSQL whose programs came with `npm ci`: makes its cluster once, starts the server or
 * adopts the one that a killed process left or another process runs, starts it again when it dies, and stops it when
 * the last user goes. Postgres itself arbitrates between supervisors by its lock file.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, open, readFile, realpath, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '../core/errors.ts';
import { makeCluster, readAccess, rememberPort } from './cluster.ts';
import type { Access } from './cluster.ts';
import { endOrphans } from './orphans.ts';
import { connectSentinel, freePort, isPortFree, isPostmasterAlive, stopServer } from './serverProbe.ts';
import type { Sentinel } from './serverProbe.ts';
import { closedFolder, runnablePrograms, serverUser } from './postgresBinaries.ts';
import type { PostgresPrograms, ServerUser } from './postgresBinaries.ts';
import type { Log } from './types.ts';

const startTimeoutMs = 60_000;
const retryMs = 50;
const maxLogBytes = 4 << 20;

export interface EmbeddedPostgres {
  readonly url: string;
  /** Stops supervising and, unless other processes use it, the server. */
  stop(): Promise<void>;
}

interface Server {
  readonly folder: string;
  readonly cluster: string;
  readonly programs: PostgresPrograms;
  readonly user: ServerUser;
  readonly access: Access;
}

/** @throws {DomainError} 'database-unavailable' with what to do */
export async function startEmbeddedPostgres(dataFolder: string, log: Log): Promise<EmbeddedPostgres> {
  const folder = await makeFolder(dataFolder);
  const user = await serverUser(join(folder, 'cluster'));
  await requirePassage(folder, user);
  const programs = await runnablePrograms(user, folder);
  const access = await readAccess(folder);
  const cluster = join(folder, 'cluster');
  await makeCluster(folder, programs, user, access.password);
  const server: Server = { folder, cluster, programs, user, access };
  const stopping = new AbortController();
  let sentinel = await ensureRunning(server, null, stopping.signal);
  const { port } = sentinel;
  await rememberPort(folder, access, port);

  const stopped = once(stopping.signal, 'abort');
  const watching = (async () => {
    for (;;) {
      await Promise.race([sentinel.ended, stopped]);
      if (stopping.signal.aborted) return;
      log('warning', 'PostgreSQL ended unexpectedly; it is started again');
      sentinel = (await ensureRunningAgain(server, port, log, stopping.signal)) ?? sentinel;
    }
  })();
  return {
    url: `postgres://cryoforest:${access.password}@127.0.0.1:${port}/postgres`,
    async stop() {
      stopping.abort();
      await watching;
      await stopServer(sentinel, programs, user, cluster);
    },
  };
}

async function makeFolder(dataFolder: string): Promise<string> {
  const folder = join(dataFolder, 'postgres');
  try {
    await mkdir(folder, { recursive: true });
    const real = await realpath(folder);
    // As root, the server's user must pass through; the cluster below is its own and closed to all others.
    await chmod(real, process.getuid?.() === 0 ? 0o711 : 0o700);
    return real;
  } catch (cause) {
    throw new DomainError(
      'storage-unavailable',
      `The folder ${folder} cannot be made or is another user's: ${String(cause)}. Start the service as the user who ` +
        'started it before, give that folder to the present user, or choose another data folder (CRYOFOREST_DATA).',
      { folder },
      { cause },
    );
  }
}

async function requirePassage(folder: string, user: ServerUser): Promise<void> {
  const closed = await closedFolder(folder, user);
  if (closed === null) return;
  throw new DomainError(
    'database-unavailable',
    `PostgreSQL refuses to run as root, and the user it would run as (uid ${user.uid}) cannot pass through ` +
      `${closed}. Put the data folder elsewhere (CRYOFOREST_DATA), start the service as an ordinary user, allow ` +
      `passage with "chmod o+x ${closed}", or set DATABASE_URL.`,
    { folder: closed },
  );
}

/**
 * Returns once the server answers. Another process may start it at the same time: whoever comes second finds it.
 * @param pinnedPort port that clients of this process already use, or null to choose
 */
async function ensureRunning(server: Server, pinnedPort: number | null, signal: AbortSignal): Promise<Sentinel> {
  const deadline = Date.now() + startTimeoutMs;
  let child: ChildProcess | null = null;
  for (;;) {
    const sentinel = await connectSentinel(server.cluster, server.access.password);
    if (sentinel !== null) return sentinel;
    if (child === null || child.exitCode !== null || child.signalCode !== null) {
      if (!(await isPostmasterAlive(server.cluster))) await endOrphans(server.cluster);
      child = await spawnServer(server, pinnedPort ?? (await choosePort(server.access.port)));
    }
    if (Date.now() > deadline) {
      const path = logPath(server.folder);
      const said = (await readFile(path, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
      throw new DomainError(
        'database-unavailable',
        `The embedded PostgreSQL did not start within ${startTimeoutMs / 1000} s. It says (${path}):\n${said}`,
      );
    }
    await sleep(retryMs, undefined, { signal });
  }
}

/** Goes on for as long as it takes: the disk may be full, or an operator may be at work. @returns null once stopped */
async function ensureRunningAgain(
  server: Server,
  port: number,
  log: Log,
  signal: AbortSignal,
): Promise<Sentinel | null> {
  for (;;) {
    try {
      return await ensureRunning(server, port, signal);
    } catch (error) {
      if (signal.aborted) return null;
      log('error', String(error));
    }
  }
}

async function choosePort(remembered: number | null): Promise<number> {
  return remembered !== null && (await isPortFree(remembered)) ? remembered : freePort();
}

async function spawnServer(server: Server, port: number): Promise<ChildProcess> {
  const logFile = await openLog(server.folder);
  try {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      shared_buffers: '64MB',
      log_checkpoints: 'off',
      // About 14 for each process of ours.
      max_connections: '300',
    };
    const child = spawn(
      server.programs.postgres,
      [
        '-D',
        server.cluster,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      // Detached: an interrupt at the terminal is for us; the server is stopped afterwards, in order.
      { ...server.user, cwd: server.folder, detached: true, stdio: ['ignore', logFile.fd, logFile.fd] },
    );
    child.on('error', () => {});
    child.unref();
    return child;
  } finally {
    await logFile.close();
  }
}

async function openLog(folder: string): ReturnType<typeof open> {
  const path = logPath(folder);
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > maxLogBytes) await rename(path, `${path}.old`);
  return open(path, 'a', 0o600);
}

function logPath(folder: string): string {
  return join(folder, 'server.log');
}
