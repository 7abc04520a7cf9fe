/** References on the command line are files. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { hashFile } from '../store/hashFile.ts';
import type { Library, LibraryFile } from '../processes/library.ts';

/** @param columns roles of the borehole table's columns, as given with --map */
export function createLocalLibrary(columns: Readonly<Record<string, string>>): Library {
  return {
    async resolve(kind, reference): Promise<LibraryFile> {
      const path = resolve(reference);
      await expectFile(path, kind);
      const { sha256 } = await hashFile(path);
      const mapping = kind === 'boreholes' && Object.keys(columns).length > 0 ? { columns } : {};
      return { kind, reference, name: basename(path), path, sha256, ...mapping };
    },
    // A disk is not searched for a hash: the flags must say where the rasters are.
    findRaster: () => Promise.resolve(null),
  };
}

async function expectFile(path: string, kind: string): Promise<void> {
  try {
    if ((await stat(path)).isFile()) return;
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
    throw new DomainError('not-found', `There is no file ${path} (wanted as ${kind})`, { path }, { cause: error });
  }
  throw new DomainError('not-found', `${path} is not a file (wanted as ${kind})`, { path });
}
