/** Files that must stay as they are while a command reads them: else its provenance would name bytes that it never saw. */
import { stat } from 'node:fs/promises';
import { DomainError, isErrno } from '../core/errors.ts';

export interface SteadyFiles {
  /** Remembers a file as it is now, before its first byte is read. */
  note(path: string): Promise<void>;
  /** @throws {DomainError} 'conflict' naming the first file that was written, replaced or removed since */
  expectUnchanged(): Promise<void>;
}

export function createSteadyFiles(): SteadyFiles {
  const noted = new Map<string, string>();
  return {
    async note(path) {
      const state = await stateOf(path);
      if (!noted.has(path)) noted.set(path, state);
    },
    async expectUnchanged() {
      for (const [path, state] of noted) {
        if ((await stateOf(path)) === state) continue;
        throw new DomainError(
          'conflict',
          `${path} was changed while it was read, so that the results may be of neither state: run the command again when nothing writes to it`,
          { path },
        );
      }
    },
  };
}

/** Changes with every write, and where another file takes the name. */
async function stateOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return [ino, size, mtimeNs].join(' ');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return 'nothing';
    throw error;
  }
}
