/** Encoded tiles one behind another in memory that is used again: a fresh array each piled up for the garbage collector. */
import { allocatePages } from '../core/pages.ts';

/** Reserved, and taken from the system as it fills: a chunk of 2 ** 28 bytes and its overviews always fit. */
const reservedBytes = 2 ** 30;
/** It grows by whole steps. */
const stepBytes = 2 ** 20;

export interface TilePlace {
  readonly start: number;
  readonly end: number;
}

export class TileArena {
  readonly #pages = allocatePages(stepBytes, reservedBytes);
  #end = 0;

  /** Copies a tile in. */
  add(tile: Uint8Array): TilePlace {
    const start = this.#end;
    const end = start + tile.length;
    if (end > this.#pages.byteLength) this.#pages.resize(Math.ceil(end / stepBytes) * stepBytes);
    this.#end = end;
    new Uint8Array(this.#pages, start, tile.length).set(tile);
    return { start, end };
  }

  /** @returns a view that is valid until the arena is cleared */
  get({ start, end }: TilePlace): Uint8Array {
    return new Uint8Array(this.#pages, start, end - start);
  }

  /** Forgets all tiles. */
  clear(): void {
    this.#end = 0;
  }
}
