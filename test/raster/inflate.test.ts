import { constants, deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { deflateTile, tileMemory } from '../../src/raster/kernel/deflate.ts';
import { inflateTile, streamMemory } from '../../src/raster/kernel/inflate.ts';
import { sameBytes } from './support/sameBytes.ts';

const random = createRandom(11);
const tile = 2 ** 20;

function bytesOf(length: number, byteAt: (i: number) => number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => byteAt(i));
}

const noise = bytesOf(70_000, () => random.nextBelow(256));
/** From one byte again and again to what nothing shortens. */
const kinds: Record<string, (length: number) => Uint8Array> = {
  'one byte': (length) => bytesOf(length, () => 7),
  noise: (length) => noise.subarray(0, length),
  'few values': (length) => bytesOf(length, () => random.nextBelow(3)),
  'rare values with long codes': (length) => bytesOf(length, () => Math.floor(-20 * Math.log(1 - random.nextUnit()))),
  'patterns of every length': (length) => bytesOf(length, (i) => noise[i % (1 + ((i >> 9) % 40))]!),
  'repeats from far away': (length) => bytesOf(length, (i) => noise[i % 32_768]!),
};
const strategies = ['Z_DEFAULT_STRATEGY', 'Z_FILTERED', 'Z_HUFFMAN_ONLY', 'Z_RLE', 'Z_FIXED'] as const;

/** The bytes, or null where they are refused. */
function outcome(read: () => Uint8Array): Uint8Array | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function expectAsZlib(stream: Uint8Array, maxBytes: number): void {
  const expected = outcome(() => inflateSync(stream, { maxOutputLength: maxBytes }));
  const found = outcome(() => inflateTile(stream, maxBytes)!);
  if (expected === null || found === null) expect(found).toBe(expected);
  else expect(sameBytes(found, expected)).toBe(true);
}

describe('inflateTile', () => {
  it.each(Object.entries(kinds))('gives what zlib deflated of %s, at every level and strategy', (_, make) => {
    for (const length of [0, 1, 5, 300, 70_000]) {
      const bytes = make(length);
      for (const level of [0, 1, 3, 6, 9]) {
        for (const strategy of strategies) {
          const windowBits = 9 + random.nextBelow(7);
          const memLevel = 1 + random.nextBelow(9);
          const stream = deflateSync(bytes, { level, strategy: constants[strategy], windowBits, memLevel });
          expect(sameBytes(inflateTile(stream, length)!, bytes)).toBe(true);
        }
      }
    }
  });

  it('gives a tile of a megabyte that the other kernel deflated, from its own memory too', () => {
    const bytes = bytesOf(tile, (i) => (i % 5 === 0 ? random.nextBelow(256) : noise[i % 1000]!));
    new Uint8Array(tileMemory.buffer, tileMemory.byteOffset, tile).set(bytes);
    const stream = deflateTile(tile);
    streamMemory.set(stream);
    expect(sameBytes(inflateTile(streamMemory.subarray(0, stream.length), tile)!, bytes)).toBe(true);
    expect(sameBytes(inflateTile(stream, tile)!, bytes)).toBe(true);
  });

  it('gives the bytes or refuses as zlib does, of thousands of damaged streams', () => {
    const makers = Object.values(kinds);
    for (let i = 0; i < 1000; i++) {
      const length = random.nextBelow(i % 10 === 0 ? 20_000 : 400);
      const bytes = makers[i % makers.length]!(length);
      const options = { level: random.nextBelow(10), strategy: random.nextBelow(5), memLevel: 1 + random.nextBelow(9) };
      const stream = deflateSync(bytes, options);
      // Half of them where the codes stand.
      const damaged = i % 2 === 0 ? stream.length : Math.min(stream.length, 60);
      for (let flips = random.nextBelow(4); flips > 0; flips--)
        stream[random.nextBelow(damaged)]! ^= 1 << random.nextBelow(8);
      expectAsZlib(stream, Math.max(1, length));
      expectAsZlib(stream.subarray(0, random.nextBelow(stream.length + 1)), Math.max(1, length));
    }
  });

  it('gives the bytes or refuses as zlib does, of noise in the right frame', () => {
    for (let i = 0; i < 1000; i++) {
      const stream = bytesOf(3 + random.nextBelow(100), () => random.nextBelow(256));
      // One block of fixed codes, or codes of its own.
      stream.set([0x78, 0x9c, (stream[2]! & 0xf8) | (i % 2 === 0 ? 3 : 5)]);
      expectAsZlib(stream, 100_000);
    }
  });

  it.each([
    ['a stream of nothing', [], 'it is cut off'],
    ['another method', [0x79, 0x9c, 3, 0, 0, 0, 0, 1], 'it is no zlib stream'],
    ['a window of 64 kB', [0x88, 0x1c, 3, 0, 0, 0, 0, 1], 'it is no zlib stream'],
    ['a dictionary that nobody has', [0x78, 0xbb, 3, 0, 0, 0, 0, 1], 'it is no zlib stream'],
    ['a kind of block that there is not', [0x78, 0x9c, 7, 0, 0, 0, 0, 1], 'its codes are damaged'],
    ['a stored block that is longer than it says', [0x78, 0x9c, 1, 1, 0, 0xff, 0xff], 'its codes are damaged'],
    ['another checksum', [0x78, 0x9c, 3, 0, 0, 0, 0, 2], 'do not have the checksum'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => inflateTile(Uint8Array.from(bytes), 10)).toThrow(message);
  });

  it('refuses one byte more than a block holds, of codes, matches and stored bytes', () => {
    for (const level of [0, 1, 9]) {
      const stream = deflateSync(
        bytesOf(40_000, (i) => noise[i % 700]!),
        { level },
      );
      expect(() => inflateTile(stream, 39_999)).toThrow('it holds more than a block does');
      expect(inflateTile(stream, 40_000)).toHaveLength(40_000);
    }
  });

  it('leaves what is larger than its memory to others', () => {
    expect(inflateTile(deflateSync(new Uint8Array(10)), 2 ** 22 + 1)).toBeNull();
    expect(inflateTile(new Uint8Array(2 ** 22 + 4097), 10)).toBeNull();
  });
});
