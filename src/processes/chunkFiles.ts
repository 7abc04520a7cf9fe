/** The finished chunks of a process that runs in this process: a file each, passed through little memory. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRereader } from '../store/rereader.ts';
import type { RestingChunks } from '../core/restingChunks.ts';

interface ChunkFiles {
  /** Takes the bytes over: where they fill an ArrayBuffer of their own, it is given back and they are empty afterwards. */
  readonly write: (index: number, bytes: Uint8Array) => Promise<void>;
  readonly finished: RestingChunks;
}

/** @param folder where nothing else stands */
export function createChunkFiles(folder: string): ChunkFiles {
  const pathOf = (index: number): string => join(folder, `${index}.chunk`);
  const reread = createRereader();
  return {
    async write(index, bytes) {
      await writeFile(pathOf(index), bytes);
      // Not left to the garbage collector, which sees a few small objects and lets 60 MB of written chunks wait.
      const { buffer } = bytes;
      if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) buffer.transfer(0);
    },
    finished: {
      read: (index) => reread.read(pathOf(index)),
      readPart: async (index, offset, into) => reread.readPart(pathOf(index), offset, into),
    },
  };
}
