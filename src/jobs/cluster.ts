/** The files of the embedded server: its password and port, and the cluster that `initdb` makes once. */
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, link, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError, isErrno } from '../core/errors.ts';
import type { PostgresPrograms, ServerUser } from './postgresBinaries.ts';
import { makeOwnFolder, nameThisProcess, removeFoldersOfTheDead } from './processName.ts';

const run = promisify(execFile);
const dayMs = 86_400_000;

export interface Access {
  readonly password: string;
  /** The port used last, kept so that clients outside find it again; null before the first start. */
  readonly port: number | null;
}

/** Reads `access.json`, made with a random password by the first process that asks; readable by its owner only. */
export async function readAccess(folder: string): Promise<Access> {
  const path = join(folder, 'access.json');
  const draft = `${path}.${randomUUID()}`;
  const fresh: Access = { password: randomBytes(24).toString('base64url'), port: null };
  if (!(await exists(path))) {
    await writePrivately(draft, JSON.stringify(fresh));
    // A hard link never replaces: of two first starters one wins, and both read the same password.
    await link(draft, path).catch((error: unknown) => {
      if (!isErrno(error, 'EEXIST')) throw error;
    });
    await rm(draft);
  }
  const access: Access = JSON.parse(await readFile(path, 'utf8'));
  return access;
}

export async function rememberPort(folder: string, access: Access, port: number): Promise<void> {
  if (access.port === port) return;
  const path = join(folder, 'access.json');
  const draft = `${path}.${randomUUID()}`;
  await writePrivately(draft, JSON.stringify({ ...access, port } satisfies Access));
  await rename(draft, path);
}

/** Runs `initdb` in a side folder and renames it, so that a kill in the middle leaves nothing half-made. */
export async function makeCluster(
  folder: string,
  programs: PostgresPrograms,
  user: ServerUser,
  password: string,
): Promise<void> {
  const cluster = join(folder, 'cluster');
  const self = nameThisProcess();
  await removeFoldersOfTheDead(folder, 'init', self, dayMs);
  if (await exists(join(cluster, 'PG_VERSION'))) return;
  const side = await makeOwnFolder(folder, 'init', self);
  try {
    const passwordFile = join(side, 'password');
    const draft = join(side, 'cluster');
    await mkdir(draft);
    await writePrivately(passwordFile, password);
    if (user.uid !== undefined && user.gid !== undefined) {
      for (const path of [side, draft, passwordFile]) await chown(path, user.uid, user.gid);
    }
    await run(
      programs.initdb,
      ['-D', draft, '-U', 'cryoforest', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--locale=C', '-E', 'UTF8'],
      { ...user, cwd: folder },
    ).catch((cause: unknown) => {
      throw new DomainError(
        'database-unavailable',
        `initdb could not make the database: ${String(cause)}`,
        {},
        { cause },
      );
    });
    await rename(draft, cluster).catch(async (error: unknown) => {
      // Another process was first; its cluster has the same password.
      if (!(await exists(join(cluster, 'PG_VERSION')))) throw error;
    });
  } finally {
    await rm(side, { recursive: true, force: true });
  }
}

async function writePrivately(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
