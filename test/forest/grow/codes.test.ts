import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, codeTable } from '../../../src/forest/grow/codes.ts';

describe('codeTable', () => {
  it('gives every row the position of its value among the distinct values, ascending; −0 and 0 are one', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(-0), fc.float({ noNaN: true }));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (given) => {
        const column = Float32Array.from(given);
        const rows = Uint32Array.from(column.keys()).toReversed();
        const { codes, values } = codeTable([column], Float64Array.from(column), rows);
        for (let i = 1; i < values[0]!.length; i++) expect(values[0]![i]!).toBeGreaterThan(values[0]![i - 1]!);
        for (const [i, row] of rows.entries()) expect(values[0]![codes[0]![i]!] === column[row]).toBe(true);
      }),
    );
  });
});

describe('codeOf', () => {
  it('finds the last value that is not above: 2.5 in 1, 2, 4 is at 1', () => {
    const values = Float32Array.from([1, 2, 4]);
    expect([1, 1.5, 2, 2.5, 4, 9].map((x) => codeOf(values, x))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});
