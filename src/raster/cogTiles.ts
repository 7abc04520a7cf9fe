/**
 * Where the finished tiles of a file rest until all sizes are known and they can be copied behind the header in the order
 * of the file: those of chunks in their chunks, the few that the assembly makes in a spool.
 */
import type { FileHandle } from 'node:fs/promises';
import type { RestingChunks } from '../core/restingChunks.ts';
import { tileLeaderBytes, tileTrailerBytes } from './cogHeader.ts';
import type { CogPlan } from './cogPlan.ts';

/** Tiles are copied in batches of about this many bytes. */
const batchBytes = 4 * 2 ** 20;
/** In place of a chunk's index. */
const inSpool = -1;

interface TileLevel {
  readonly chunks: Int32Array;
  /** From the start of the chunk or the spool; Float64 because a spool may pass 4 GiB. */
  readonly starts: Float64Array;
  readonly sizes: Uint32Array;
}

export class CogTiles {
  readonly #chunks: RestingChunks;
  readonly #spool: FileHandle;
  readonly #levels: readonly TileLevel[];
  #spooled = 0;
  /** One for all batches: a fresh one each would pile up faster than it is collected. */
  #batch = Buffer.allocUnsafeSlow(0);

  /** @param spool an empty file, open for reading and writing; the caller closes and deletes it */
  constructor(plan: CogPlan, bandCount: number, chunks: RestingChunks, spool: FileHandle) {
    this.#chunks = chunks;
    this.#spool = spool;
    this.#levels = plan.levels.map(({ tilesAcross, tilesDown }) => {
      const count = bandCount * tilesAcross * tilesDown;
      return { chunks: new Int32Array(count), starts: new Float64Array(count), sizes: new Uint32Array(count) };
    });
  }

  /** Leaves a tile where it is. @param index of the tile in its level, band by band, row by row */
  note(
    level: number,
    index: number,
    tile: { readonly chunk: number; readonly start: number; readonly size: number },
  ): void {
    const { chunks, starts, sizes } = this.#levels[level]!;
    chunks[index] = tile.chunk;
    starts[index] = tile.start;
    sizes[index] = tile.size;
  }

  /** Writes a tile to the spool; its place as in `note`. */
  async keep(level: number, index: number, tile: Uint8Array): Promise<void> {
    await writeFully(this.#spool, tile, this.#spooled);
    this.note(level, index, { chunk: inSpool, start: this.#spooled, size: tile.length });
    this.#spooled += tile.length;
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
    const { chunks, starts, sizes } = this.#levels[level]!;
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
        const tile = batch.subarray(at, at + size);
        if (chunks[i] === inSpool) await readFully(this.#spool, tile, starts[i]!);
        else await this.#chunks.readPart(chunks[i]!, starts[i]!, tile);
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
