/** Reads one file after another into the same memory: fresh memory for each would pile up faster than it is collected. */
import { closeSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';

export interface Rereader {
  /** One file at a time. @returns bytes that are valid until the next read */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Fills `into` with the bytes of a file from an offset on. */
  readonly readPart: (path: string, offset: number, into: Uint8Array) => void;
}

/** The memory is that of the largest file so far. */
export function createRereader(): Rereader {
  let kept = Buffer.allocUnsafeSlow(0);
  return {
    async read(path) {
      const file = await open(path);
      try {
        const { size } = await file.stat();
        if (kept.length < size) kept = Buffer.allocUnsafeSlow(size);
        const bytes = kept.subarray(0, size);
        for (let done = 0; done < size;) {
          const { bytesRead } = await file.read(bytes, done, size - done, done);
          if (bytesRead === 0) throw cut(path);
          done += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
    readPart(path, offset, into) {
      // In one turn of this thread: handing three small steps to another one takes longer than they do.
      const file = openSync(path, 'r');
      try {
        for (let done = 0; done < into.length;) {
          const bytesRead = readSync(file, into, done, into.length - done, offset + done);
          if (bytesRead === 0) throw cut(path);
          done += bytesRead;
        }
      } finally {
        closeSync(file);
      }
    },
  };
}

function cut(path: string): DomainError {
  return new DomainError('internal', `${path} was cut while it was read`);
}
