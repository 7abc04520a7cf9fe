/** Decoded blocks of one open raster, least recently used dropped first; the newest is always kept. */
import type { RawArray } from './bandType.ts';

export interface BlockCache {
  /** Concurrent callers of one block share its decoding. A failed load is not kept. */
  get(index: number, load: () => Promise<RawArray>): Promise<RawArray>;
}

export function createBlockCache(maxBytes: number): BlockCache {
  const blocks = new Map<number, { readonly block: Promise<RawArray>; bytes: number }>();
  let total = 0;
  const trim = (): void => {
    for (const [index, entry] of blocks) {
      if (total <= maxBytes || blocks.size === 1) return;
      blocks.delete(index);
      total -= entry.bytes;
      // A block that is still loading then counts nothing when it arrives.
      entry.bytes = Number.NaN;
    }
  };
  return {
    get(index, load) {
      const held = blocks.get(index);
      if (held !== undefined) {
        blocks.delete(index);
        blocks.set(index, held);
        return held.block;
      }
      const entry = { block: load(), bytes: 0 };
      blocks.set(index, entry);
      entry.block.then(
        (block) => {
          if (Number.isNaN(entry.bytes)) return;
          entry.bytes = block.byteLength;
          total += block.byteLength;
          trim();
        },
        () => {
          if (blocks.get(index) === entry) blocks.delete(index);
        },
      );
      return entry.block;
    },
  };
}
