import { describe, expect, it } from 'vitest';
import { TileArena } from '../../src/raster/tileArena.ts';

const tileOf = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

describe('TileArena', () => {
  it('keeps tiles apart, those from before it grew too, whatever becomes of the arrays they came in', () => {
    const arena = new TileArena();
    const tiles = [3, 0, 700_000, 900_000, 5_000_000, 1].map((length, i) => tileOf(length, i + 1));
    const places = tiles.map((tile) => {
      const given = tile.slice();
      const place = arena.add(given);
      given.fill(99);
      return place;
    });
    for (const [i, tile] of tiles.entries()) expect(Buffer.compare(arena.get(places[i]!), tile)).toBe(0);
  });

  it('uses its memory again once it is cleared', () => {
    const arena = new TileArena();
    const first = arena.get(arena.add(tileOf(10, 1)));
    arena.clear();
    const second = arena.get(arena.add(tileOf(10, 2)));
    expect(second.buffer).toBe(first.buffer);
    expect([...first]).toEqual([...second]);
  });
});
