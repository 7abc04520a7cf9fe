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

  const pathOf = (key: string): string => {
    const parts = key.split('/');
    if (
      key.includes('\0') ||
      key.includes('\\') ||
      parts.some((part) => part === '' || part === '.' || part === '..')
    ) {
      throw new DomainError('path-refused', `"${key}" is not the key of an artefact`, { key });
    }
    return join(home, ...parts);
  };

  /** `fill` makes the file at the path that it is given. */
  const put = async (key: string, fill: (draft: string) => Promise<void>): Promise<void> => {
    const path = pathOf(key);
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
      throw explain(error, `writing artefact ${key}`);
    }
  };

  return {
    async putFile(key, path) {
      await put(key, async (draft) => {
        try {
          await rename(path, draft);
        } catch (error) {
          if (!isErrno(error, 'EXDEV')) throw error;
          await copyFile(path, draft, constants.COPYFILE_FICLONE);
          await rm(path);
        }
      });
    },
    putBytes: (key, bytes) => put(key, (draft) => writeFile(draft, bytes, { flag: 'wx' })),
    async read(key) {
      const path = pathOf(key);
      return readFile(path).catch((error: unknown) => {
        throw explain(error, `reading artefact ${key}`);
      });
    },
    reader() {
      const reread = createRereader();
      return async (key) =>
        reread(pathOf(key)).catch((error: unknown) => {
          throw explain(error, `reading artefact ${key}`);
        });
    },
    async localPath(key) {
      const path = pathOf(key);
      await stat(path).catch((error: unknown) => {
        throw explain(error, `reading artefact ${key}`);
      });
      return path;
    },
    async delete(key) {
      await rm(pathOf(key), { force: true }).catch((error: unknown) => {
        throw explain(error, `deleting artefact ${key}`);
      });
    },
    async deleteAll(prefix) {
      if (!prefix.endsWith('/'))
        throw new DomainError('path-refused', `"${prefix}" does not end in a slash`, { prefix });
      await rm(pathOf(prefix.slice(0, -1)), { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => {
        throw explain(error, `deleting artefacts ${prefix}`);
      });
    },
  };
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
