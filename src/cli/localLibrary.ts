/** References on the command line are files. */
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { createMemo } from '../processes/memo.ts';
import type { Library, LibraryFile, TableReading } from '../processes/library.ts';

/**
 * Each file is hashed once: a library lives for one command.
 * @param reading how to read the borehole table, as given with --map and --unit
 * @param hash    of a file, lower-case hexadecimal
 */
export function createLocalLibrary(
  reading: TableReading,
  hash: (path: string) => Promise<{ readonly sha256: string }>,
): Library {
  const remember = createMemo();
  const open = async (kind: LibraryFile['kind'], reference: string): Promise<LibraryFile> => {
    const path = resolve(reference);
    await expectFile(path, kind);
    const { sha256 } = await hash(path);
    return { kind, reference, name: basename(path), path, sha256, ...(kind === 'boreholes' ? { reading } : {}) };
  };
  return {
    resolve: (kind, reference) => remember(`${kind} ${reference}`, () => open(kind, reference)),
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
