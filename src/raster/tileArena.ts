/** Encoded tiles one behind another in memory that is used again: a fresh array each piled up for the garbage collector. */

/** Of the first buffer; each further one is twice as large. */
const firstBytes = 2 ** 20;

export interface TilePlace {
  readonly start: number;
  readonly end: number;
}

export class TileArena {
  #bytes = new Uint8Array(firstBytes);
  #end = 0;

  /** Copies a tile in. */
  add(tile: Uint8Array): TilePlace {
    const start = this.#end;
    const end = start + tile.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, start));
      this.#bytes = larger;
    }
    this.#bytes.set(tile, start);
    this.#end = end;
    return { start, end };
  }

  /** @returns a view that is valid until the arena is cleared */
  get({ start, end }: TilePlace): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  /** Forgets all tiles. */
  clear(): void {
    this.#end = 0;
  }
}
