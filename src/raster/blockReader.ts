/** Reads and decodes single blocks of one directory. */
import { setImmediate } from 'node:timers/promises';
import { createBlockCache } from './blockCache.ts';
import { blockCount, storedRows } from './blockLayout.ts';
import { createRawArray } from './bandType.ts';
import { decodeLerc } from './lercBlock.ts';
import { decompress } from './decompress.ts';
import { isLent, streamMemory } from './kernel/inflate.ts';
import { asUnreadable } from './refusals.ts';
import { samplesOf } from './samples.ts';
import type { RawArray } from './bandType.ts';
import type { BlockLayout } from './blockLayout.ts';
import type { StrictFile } from './strictFile.ts';

export interface BlockReader {
  readonly layout: BlockLayout;
  /**
   * Calls `use` once with stored rows × block width × samples per pixel: not to be changed, and another block's once `use`
   * is over.
   * @throws {DomainError} 'raster-unreadable'
   */
  read(index: number, use: (block: RawArray) => void): Promise<void>;
}

export interface BlockReaderOptions {
  readonly cacheBytes: number;
  /** Value of blocks that were never written. */
  readonly fill: number;
  /** Second value of the LERC parameters tag. */
  readonly lercWrapper: number;
}

export function createBlockReader(file: StrictFile, layout: BlockLayout, options: BlockReaderOptions): BlockReader {
  const cache = createBlockCache(layout.sample.type, usefulCacheBytes(layout, options.cacheBytes));
  // Reading and decoding stay in one turn of this thread: handing each read to a thread of the pool, and a fresh
  // buffer for each, took 40 % more CPU.
  const loadNow = (index: number): RawArray => {
    const rows = storedRows(layout, Math.floor(index / layout.blocksAcross) % layout.blocksDown);
    const byteCount = layout.byteCounts[index]!;
    if (byteCount === 0) return filled(layout, rows, options.fill);
    const bytes = storedMemory(layout, rows, byteCount);
    file.readInto(bytes, layout.offsets[index]!);
    try {
      return decode(bytes, layout, rows, options.lercWrapper);
    } catch (error) {
      const what = `${layout.tiled ? 'tile' : 'strip'} ${index} of ${blockCount(layout)} is damaged`;
      throw asUnreadable(file.name, what, error);
    }
  };
  const keep = (index: number, samples: RawArray): RawArray => {
    if (isLent(samples)) return cache.copy(index, samples);
    cache.keep(index, samples);
    return samples;
  };
  return {
    layout,
    async read(index, use) {
      // Other work of the thread gets its turn between blocks, never between the search for a block and its use.
      if (cache.get(index) === null) await setImmediate();
      use(cache.get(index) ?? keep(index, loadNow(index)));
    },
  };
}

/** Where stored bytes are read to. Uncompressed ones become the block itself; a writer may have padded them. */
function storedMemory(layout: BlockLayout, rows: number, byteCount: number): Uint8Array<ArrayBuffer> {
  const bytes = layout.compression === 'none' ? rows * layout.rowBytes : byteCount;
  return bytes <= streamMemory.length ? streamMemory.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes);
}

/**
 * Windows run row by row. All of a window's strips are needed again by the next window of the row; of tiles only
 * those that two windows share, at most one row of them.
 */
function usefulCacheBytes(layout: BlockLayout, limit: number): number {
  return layout.tiled ? Math.min(limit / 4, layout.blocksAcross * layout.blockHeightPx * layout.rowBytes) : limit;
}

function filled(layout: BlockLayout, rows: number, value: number): RawArray {
  return createRawArray(layout.sample.type, rows * layout.blockWidthPx * layout.samplesPerPixel).fill(value);
}

function decode(bytes: Uint8Array<ArrayBuffer>, layout: BlockLayout, rows: number, lercWrapper: number): RawArray {
  if (layout.compression === 'lerc') return decodeLerc(bytes, layout, rows, lercWrapper);
  const needed = rows * layout.rowBytes;
  // Some writers pad the last strip to its full height, so a whole block is the limit.
  const plain = decompress(layout.compression, bytes, layout.blockHeightPx * layout.rowBytes);
  if (plain.length < needed) throw new Error(`it gives ${plain.length} bytes where ${needed} are needed`);
  return samplesOf(plain.subarray(0, needed), layout);
}
