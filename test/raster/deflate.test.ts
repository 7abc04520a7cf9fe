import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { deflateTile, tileMemory } from '../../src/raster/kernel/deflate.ts';
import { sameBytes } from './support/sameBytes.ts';

const random = createRandom(7);
const tile = 2 ** 20;

function deflated(bytes: Uint8Array): Uint8Array {
  new Uint8Array(tileMemory.buffer, tileMemory.byteOffset, bytes.length).set(bytes);
  return deflateTile(bytes.length);
}

function bytesOf(length: number, byteAt: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => byteAt(i));
}

const noise = bytesOf(tile, () => 256 * random.nextUnit());

describe('deflate', () => {
  it.each([
    ['a tile of one number', bytesOf(tile, () => 7)],
    ['noise, which nothing shortens', noise],
    ['few values without a pattern', bytesOf(300_000, () => 3 * random.nextUnit())],
    [
      'repeats at the largest distance and beyond',
      bytesOf(200_000, (i) => noise[i % (i < 100_000 ? 32_768 : 32_769)]!),
    ],
    ['repeats of every length', bytesOf(200_000, (i) => noise[Math.floor((i * i) / 90_000) % 256]!)],
    ['values of very different frequency', fibonacciBytes()],
    ['two values', bytesOf(5000, (i) => Number(i % 3 === 0))],
  ])('is inflated again from %s', (_, bytes) => {
    expect(sameBytes(inflateSync(deflated(bytes)), bytes)).toBe(true);
  });

  it('of up to forty bytes is inflated again, none at all too', () => {
    for (let length = 0; length <= 40; length++) {
      const [same, various] = [bytesOf(length, () => 200), noise.subarray(length, 2 * length)];
      expect([inflateSync(deflated(same)), inflateSync(deflated(various))]).toEqual([
        Buffer.from(same),
        Buffer.from(various),
      ]);
    }
  });

  it('does not find again what an earlier tile had in the same place', () => {
    deflated(noise);
    const first = deflated(noise.subarray(5, 900));
    deflated(bytesOf(tile, (i) => i));
    expect(sameBytes(deflated(noise.subarray(5, 900)), first)).toBe(true);
  });

  it('takes no more than 1 in 200 beyond noise, and of repeats a twentieth', () => {
    expect(deflated(noise).length).toBeLessThan(1.005 * tile);
    const repeats = bytesOf(tile, (i) => noise[i % 5000]!);
    expect(deflated(repeats).length).toBeLessThan(tile / 20);
  });
});

/** The counts that make the deepest Huffman tree: 1, 1, 2, 3, 5 … */
function fibonacciBytes(): Uint8Array {
  const counts = [1, 1];
  while (counts.length < 22) counts.push(counts.at(-1)! + counts.at(-2)!);
  const bytes = counts.flatMap((count, value) => Array.from({ length: count }, () => value));
  const places = bytes.map((value) => ({ value, place: random.nextUnit() }));
  return Uint8Array.from(places.toSorted((a, b) => a.place - b.place).map(({ value }) => value));
}
