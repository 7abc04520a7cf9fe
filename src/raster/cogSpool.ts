/**
 * Finished tiles on disk, in the order of their making, until all sizes are known and they can be copied behind the
 * header in the order of the file.
 */
import type { FileHandle } from 'node:fs/promises';
import { tileLeaderBytes, tileTrailerBytes } from './cogHeader.ts';
import type { CogPlan } from './cogPlan.ts';

/** Tiles are copied in batches of about this many bytes. */
const batchBytes = 4 * 2 ** 20;

interface SpooledLevel {
  /** Where each tile starts in the spool; Float64 because a spool may pass 4 GiB. */
  readonly starts: Float64Array;
  readonly sizes: Uint32Array;
}

export class TileSpool {
  readonly #file: FileHandle;
  readonly #levels: readonly SpooledLevel[];
  #end = 0;
  /** One for all batches: a fresh one each would pile up faster than it is collected. */
  #batch = Buffer.allocUnsafeSlow(0);

  /** @param file an empty file, open for reading and writing; the caller closes and deletes it */
  constructor(file: FileHandle, plan: CogPlan, bandCount: number) {
    this.#file = file;
    this.#levels = plan.levels.map(({ tilesAcross, tilesDown }) => ({
      starts: new Float64Array(bandCount * tilesAcross * tilesDown),
      sizes: new Uint32Array(bandCount * tilesAcross * tilesDown),
    }));
  }

  /** @param index of the tile in its level, band by band, row by row */
  async append(level: number, index: number, tile: Uint8Array): Promise<void> {
    const { starts, sizes } = this.#levels[level]!;
    await writeFully(this.#file, tile, this.#end);
    starts[index] = this.#end;
    sizes[index] = tile.length;
    this.#end += tile.length;
  }

  /** Bytes of every tile of a level, band by band, row by row. */
  tileBytes(level: number): Uint32Array {
    return this.#levels[level]!.sizes;
  }

  /**
   * A level's tiles as they stand in the file, band by band, row by row, each between its leader and trailer.
   * @returns some megabytes at a time, valid until the next are asked for
   */
  async *batches(level: number): AsyncIterable<Uint8Array> {
    const { starts, sizes } = this.#levels[level]!;
    for (let first = 0; first < sizes.length;) {
      let end = first;
      let length = 0;
      while (end < sizes.length && (end === first || length < batchBytes)) length += framedBytes(sizes[end++]!);
      if (this.#batch.length < length) this.#batch = Buffer.allocUnsafeSlow(length);
      const batch = this.#batch.subarray(0, length);
      let at = 0;
      for (let i = first; i < end; i++) {
        const size = sizes[i]!;
        at = batch.writeUInt32LE(size, at);
        await readFully(this.#file, batch.subarray(at, at + size), starts[i]!);
        at += size;
        at += batch.copy(batch, at, at - tileTrailerBytes, at);
      }
      yield batch;
      first = end;
    }
  }
}

/** Writes all the bytes, at a position or where the file's last write ended. */
export async function writeFully(file: FileHandle, bytes: Uint8Array, position?: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const at = position === undefined ? null : position + done;
    done += (await file.write(bytes, done, bytes.length - done, at)).bytesWritten;
  }
}

async function readFully(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) throw new Error(`The tile spool ends at byte ${position + done}: it was cut while in use`);
    done += bytesRead;
  }
}

function framedBytes(size: number): number {
  return tileLeaderBytes + size + tileTrailerBytes;
}
