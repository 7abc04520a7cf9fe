import type { RestingChunks } from '../../src/core/restingChunks.ts';

/** Chunks that rest in memory once they were made. */
export function heldChunks(make: (index: number) => Uint8Array | Promise<Uint8Array>): RestingChunks {
  const held: Uint8Array[] = [];
  return {
    read: async (index) => (held[index] = await make(index)),
    async readPart(index, offset, into) {
      into.set(held[index]!.subarray(offset, offset + into.length));
    },
  };
}
