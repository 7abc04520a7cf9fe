import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, shuffle } from '../../src/core/random.ts';

const MASK = 0xffffffffn;

function finish(value: bigint): bigint {
  let x = value & MASK;
  x = ((x ^ (x >> 16n)) * 0x21f0aaadn) & MASK;
  x = ((x ^ (x >> 15n)) * 0x735a2d97n) & MASK;
  return x ^ (x >> 15n);
}

function mix(state: bigint, value: number): bigint {
  return finish((((state ^ (BigInt(value) & MASK)) * 0x85ebca6bn) & MASK) + 0x9e3779b9n);
}

function rotate(value: bigint, bits: bigint): bigint {
  return ((value << bits) | (value >> (32n - bits))) & MASK;
}

/** The published algorithms in arbitrary precision, where no shift can lose a sign. */
function* twin(seed: number, streams: readonly number[]): Generator<number> {
  let mixed = mix(mix(0x9e3779b9n, seed), Math.floor(seed / 2 ** 32));
  for (const stream of streams) mixed = mix(mixed, stream);
  const state = (i: bigint): bigint => finish(mixed + 0x9e3779b9n * i);
  let [a, b, c, d] = [state(1n), state(2n), state(3n), state(4n)];
  for (;;) {
    yield Number((rotate((b * 5n) & MASK, 7n) * 9n) & MASK);
    const shifted = (b << 9n) & MASK;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11n);
  }
}

describe('createRandom', () => {
  it('draws what xoshiro128** draws in arbitrary precision', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.array(fc.nat({ max: 2 ** 31 - 1 }), { maxLength: 3 }),
        (seed, streams) => {
          const random = createRandom(seed, ...streams);
          const expected = twin(seed, streams);
          for (let i = 0; i < 50; i++) expect(random.nextUint32()).toBe(expected.next().value);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps the draws of seed 1 for ever: stored models name their seeds', () => {
    const random = createRandom(1, 0);
    expect(Array.from({ length: 3 }, () => random.nextUint32())).toEqual([1_059_559_396, 3_877_811_564, 2_674_954_823]);
  });

  it('gives other draws for another seed, another stream and a seed beyond 32 bits', () => {
    const firsts = [
      createRandom(1),
      createRandom(2),
      createRandom(1, 0),
      createRandom(1, 1),
      createRandom(1 + 2 ** 32),
    ];
    expect(new Set(firsts.map((random) => random.nextUint32())).size).toBe(firsts.length);
  });
});

describe('nextUnit', () => {
  it('has mean 1/2 and variance 1/12 within four standard errors of 100,000 draws', () => {
    const random = createRandom(5);
    const draws = Array.from({ length: 100_000 }, () => random.nextUnit());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / draws.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / draws.length));
    expect(draws.every((x) => x >= 0 && x < 1)).toBe(true);
  });
});

describe('nextBelow', () => {
  it('has no modulo bias: a limit of 3·2^30 leaves a quarter of raw draws out', () => {
    const random = createRandom(3);
    const limit = 3 * 2 ** 30;
    const draws = Array.from({ length: 30_000 }, () => random.nextBelow(limit));
    // With a plain remainder the lowest third would hold half of all draws.
    const lowest = draws.filter((x) => x < limit / 3).length / draws.length;
    expect(Math.abs(lowest - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / draws.length));
    expect(Math.max(...draws)).toBeLessThan(limit);
  });

  it('is always 0 below 1', () => {
    expect(createRandom(9).nextBelow(1)).toBe(0);
  });
});

describe('shuffle', () => {
  it('gives each of the 6 orders of 3 values a sixth of 12,000 times, within four standard errors', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const values = [1, 2, 3];
      shuffle(values, createRandom(11, i));
      counts.set(values.join(''), (counts.get(values.join('')) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) {
      expect(Math.abs(count / 12_000 - 1 / 6)).toBeLessThan(4 * Math.sqrt(5 / 36 / 12_000));
    }
  });
});
