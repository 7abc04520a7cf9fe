import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankValues } from '../../src/core/orderStatistics.ts';

describe('rankValues', () => {
  it('gives what a sort gives at every rank, NaN left out', () => {
    const value = fc.oneof(fc.float(), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity, 2 ** -149, NaN));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), (list) => {
        const values = Float32Array.from(list);
        const sorted = values.filter((x) => !Number.isNaN(x)).toSorted();
        const ranked = rankValues(values);
        expect(ranked.count).toBe(sorted.length);
        expect([...sorted.keys()].map((rank) => ranked.at(rank))).toEqual([...sorted]);
        expect([ranked.at(-1), ranked.at(sorted.length)]).toEqual([undefined, undefined]);
      }),
    );
  });
});
