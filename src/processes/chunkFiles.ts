/** The finished chunks of a process that runs in this process: a file each, passed through little memory. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../core/errors.ts';

interface ChunkFiles {
  /** Takes the bytes over: where they fill an ArrayBuffer of their own, it is given back and they are empty afterwards. */
  readonly write: (index: number, bytes: Uint8Array) => Promise<void>;
  /** One at a time. @returns bytes that are valid until the next read */
  readonly read: (index: number) => Promise<Uint8Array>;
}

/** @param folder where nothing else stands */
export function createChunkFiles(folder: string): ChunkFiles {
  const pathOf = (index: number): string => join(folder, `${index}.chunk`);
  let kept = Buffer.allocUnsafeSlow(0);
  return {
    async write(index, bytes) {
      await writeFile(pathOf(index), bytes);
      // Not left to the garbage collector, which sees a few small objects and lets 60 MB of written chunks wait.
      const { buffer } = bytes;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
    },
    async read(index) {
      const file = await open(pathOf(index));
      try {
        const { size } = await file.stat();
        if (kept.length < size) kept = Buffer.allocUnsafeSlow(size);
        const bytes = kept.subarray(0, size);
        for (let done = 0; done < size;) {
          const { bytesRead } = await file.read(bytes, done, size - done, done);
          if (bytesRead === 0) throw new DomainError('internal', `Chunk ${index} was cut while it was read`);
          done += bytesRead;
        }
        return bytes;
      } finally {
        await file.close();
      }
    },
  };
}
