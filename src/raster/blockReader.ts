/** Reads and decodes single blocks of one directory. */
import { setImmediate } from 'node:timers/promises';
import { createBlockCache } from './blockCache.ts';
import { blockCount, storedRows } from './blockLayout.ts';
import { createRawArray } from './bandType.ts';
import { decodeLerc } from './lercBlock.ts';
import { decompress } from './decompress.ts';
import { asUnreadable } from './refusals.ts';
import { samplesOf } from './samples.ts';
import type { RawArray } from './bandType.ts';
import type { BlockLayout } from './blockLayout.ts';
import type { StrictFile } from './strictFile.ts';

export interface BlockReader {
  readonly layout: BlockLayout;
  /**
   * Stored rows × block width × samples per pixel. Shared: never change it.
   * @throws {DomainError} 'raster-unreadable'
   */
  read(index: number): Promise<RawArray>;
}

export interface BlockReaderOptions {
  readonly cacheBytes: number;
  /** Value of blocks that were never written. */
  readonly fill: number;
  /** Second value of the LERC parameters tag. */
  readonly lercWrapper: number;
}

export function createBlockReader(file: StrictFile, layout: BlockLayout, options: BlockReaderOptions): BlockReader {
  const cache = createBlockCache(usefulCacheBytes(layout, options.cacheBytes));
  const buffers = createStoredBuffers();
  // Reading and decoding stay in one turn of this thread: handing each read to a thread of the pool, and a fresh
  // buffer for each, took 40 % more CPU.
  const loadNow = (index: number): RawArray => {
    const rows = storedRows(layout, Math.floor(index / layout.blocksAcross) % layout.blocksDown);
    const byteCount = layout.byteCounts[index]!;
    if (byteCount === 0) return filled(layout, rows, options.fill);
    const bytes = buffers.of(layout, rows, byteCount);
    file.readInto(bytes, layout.offsets[index]!);
    try {
      return decode(bytes, layout, rows, options.lercWrapper);
    } catch (error) {
      const what = `${layout.tiled ? 'tile' : 'strip'} ${index} of ${blockCount(layout)} is damaged`;
      throw asUnreadable(file.name, what, error);
    }
  };
  const load = async (index: number): Promise<RawArray> => {
    // Other work of the thread gets its turn between blocks.
    await setImmediate();
    return loadNow(index);
  };
  return { layout, read: (index) => cache.get(index, () => load(index)) };
}

/** Where stored bytes are read to. */
interface StoredBuffers {
  of(layout: BlockLayout, rows: number, byteCount: number): Uint8Array<ArrayBuffer>;
}

/** Above this a buffer is not kept for the next block. */
const keptBytes = 2 ** 22;

function createStoredBuffers(): StoredBuffers {
  let kept = Buffer.allocUnsafeSlow(0);
  return {
    of(layout, rows, byteCount) {
      // Uncompressed bytes become the block itself; a writer may have padded them.
      if (layout.compression === 'none') return Buffer.allocUnsafeSlow(rows * layout.rowBytes);
      if (byteCount > keptBytes) return Buffer.allocUnsafeSlow(byteCount);
      if (kept.length < byteCount) kept = Buffer.allocUnsafeSlow(byteCount);
      return kept.subarray(0, byteCount);
    },
  };
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
