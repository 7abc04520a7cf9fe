/** Reads one file after another into the same memory: fresh memory for each would pile up faster than it is collected. */
import { open } from 'node:fs/promises';
import { DomainError } from '../core/errors.ts';

/** The memory is that of the largest file so far. @returns reads one file at a time; its bytes are valid until the next */
export function createRereader(): (path: string) => Promise<Uint8Array> {
  let kept = Buffer.allocUnsafeSlow(0);
  return async (path) => {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (kept.length < size) kept = Buffer.allocUnsafeSlow(size);
      const bytes = kept.subarray(0, size);
      for (let done = 0; done < size;) {
        const { bytesRead } = await file.read(bytes, done, size - done, done);
        if (bytesRead === 0) throw new DomainError('internal', `${path} was cut while it was read`);
        done += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  };
}
