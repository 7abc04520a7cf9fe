/** Decoded blocks of one open raster, least recently used dropped first; the newest is always kept. */
import { viewAs } from './bandType.ts';
import type { BandType, RawArray } from './bandType.ts';

/** Blocks stay as they are until the next `keep` or `copy`, which may take their memory. */
export interface BlockCache {
  get(index: number): RawArray | null;
  /** Keeps samples that are nobody else's. */
  keep(index: number, samples: RawArray): void;
  /** Copies samples that will change, into the memory of a dropped block where there is one. */
  copy(index: number, samples: RawArray): RawArray;
}

export function createBlockCache(type: BandType, maxBytes: number): BlockCache {
  const blocks = new Map<number, RawArray>();
  let total = 0;
  /** @returns the last one dropped */
  const makeRoom = (bytes: number): ArrayBufferLike | null => {
    let dropped: ArrayBufferLike | null = null;
    for (const [index, block] of blocks) {
      if (total + bytes <= maxBytes) break;
      blocks.delete(index);
      total -= block.buffer.byteLength;
      dropped = block.buffer;
    }
    return dropped;
  };
  const add = (index: number, samples: RawArray): RawArray => {
    blocks.set(index, samples);
    total += samples.buffer.byteLength;
    return samples;
  };
  return {
    get(index) {
      const block = blocks.get(index);
      if (block === undefined) return null;
      blocks.delete(index);
      blocks.set(index, block);
      return block;
    },
    keep(index, samples) {
      makeRoom(samples.buffer.byteLength);
      add(index, samples);
    },
    copy(index, samples) {
      const dropped = makeRoom(samples.byteLength);
      const fits = dropped instanceof ArrayBuffer && dropped.byteLength >= samples.byteLength;
      const memory = fits ? dropped : new ArrayBuffer(samples.byteLength);
      const copied = viewAs(type, new Uint8Array(memory, 0, samples.byteLength));
      copied.set(samples);
      return add(index, copied);
    },
  };
}
