/** Artefacts as files of one folder: written aside, made durable, then renamed into place. */
import { randomUUID } from 'node:crypto';
import { constants, copyFile, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { createRereader } from './rereader.ts';
import type { Artefacts } from './artefacts.ts';

/** @param root made if absent; several machines may share it */
export function createFileArtefacts(root: string): Artefacts {
  const home = resolve(root);
  return {
    putFile: (key, path) => put(home, key, (draft) => moveFile(path, draft)),
    putBytes: (key, bytes) => put(home, key, (draft) => writeFile(draft, bytes, { flag: 'wx' })),
    read: (key) => explained(`reading artefact ${key}`, () => readFile(pathOf(home, key))),
    reader() {
      const reread = createRereader();
      return {
        read: (key) => explained(`reading artefact ${key}`, () => reread.read(pathOf(home, key))),
        readPart: (key, offset, into) =>
          explained(`reading artefact ${key}`, async () => reread.readPart(pathOf(home, key), offset, into)),
      };
    },
    localPath: (key) =>
      explained(`reading artefact ${key}`, async () => {
        const path = pathOf(home, key);
        await stat(path);
        return path;
      }),
    delete: (key) => explained(`deleting artefact ${key}`, () => rm(pathOf(home, key), { force: true })),
    deleteAll: (prefix) =>
      explained(`deleting artefacts ${prefix}`, () =>
        rm(folderOf(home, prefix), { recursive: true, force: true, maxRetries: 3 }),
      ),
  };
}

/** @throws {DomainError} 'path-refused' for a key that leads anywhere else */
function pathOf(home: string, key: string): string {
  const parts = key.split('/');
  if (key.includes('\0') || key.includes('\\') || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw new DomainError('path-refused', `"${key}" is not the key of an artefact`, { key });
  }
  return join(home, ...parts);
}

function folderOf(home: string, prefix: string): string {
  if (prefix.endsWith('/')) return pathOf(home, prefix.slice(0, -1));
  throw new DomainError('path-refused', `"${prefix}" does not end in a slash`, { prefix });
}

/** @param fill makes the file at the path that it is given */
function put(home: string, key: string, fill: (draft: string) => Promise<void>): Promise<void> {
  return explained(`writing artefact ${key}`, async () => {
    const path = pathOf(home, key);
    const folder = dirname(path);
    const draft = join(folder, `.${randomUUID()}.part`);
    try {
      const firstMade = await mkdir(folder, { recursive: true });
      await fill(draft);
      await sync(draft);
      await rename(draft, path);
      // The new name is durable once its folder is, and so on up to the first folder that was there before.
      for (const each of foldersUpTo(folder, firstMade)) await sync(each);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** Between file systems by a copy, which shares the file's blocks where it can. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isErrno(error, 'EXDEV')) throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await rm(from);
  }
}

/** Flushes a file, or the names in a folder, to the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Windows cannot flush a folder and does not need to.
    if (!isErrno(error, 'EPERM') && !isErrno(error, 'EISDIR')) throw error;
  } finally {
    await handle.close();
  }
}

/** From a folder up to the parent of the first one that had to be made. */
function foldersUpTo(folder: string, firstMade: string | undefined): readonly string[] {
  if (firstMade === undefined) return [folder];
  const depth = relative(dirname(firstMade), folder).split(sep).length;
  return Array.from({ length: depth + 1 }, (_, up) => join(folder, ...Array<string>(up).fill('..')));
}

/** @param doing for the message of what fails */
async function explained<Value>(doing: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, doing);
  }
}

function explain(error: unknown, doing: string): DomainError {
  if (error instanceof DomainError) return error;
  const said = error instanceof Error ? error.message : String(error);
  if (isErrno(error, 'ENOENT'))
    return new DomainError('not-found', `No such artefact (${doing})`, {}, { cause: error });
  const full = isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT');
  return new DomainError(
    full ? 'disk-full' : 'storage-unavailable',
    full
      ? `The disk is full (${doing}). Free space and try again.`
      : `The artefact store does not work (${doing}): ${said}`,
    {},
    { cause: error, retryable: true },
  );
}
