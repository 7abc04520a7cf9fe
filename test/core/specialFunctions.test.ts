import { describe, expect, it } from 'vitest';
import { erf, erfc, findRoot } from '../../src/core/specialFunctions.ts';

/** To 17 digits, by 30-digit arithmetic. */
const table: readonly (readonly [x: number, erf: number, erfc: number])[] = [
  [0, 0, 1],
  [0.1, 0.1124629160182849, 0.8875370839817152],
  [0.5, 0.5204998778130465, 0.4795001221869535],
  [1, 0.8427007929497149, 0.15729920705028513],
  [2, 0.9953222650189527, 0.004677734981047266],
  [3, 0.9999779095030014, 2.209049699858544e-5],
  [6, 1, 2.1519736712498913e-17],
];

describe('error function', () => {
  it.each(table)('of %d', (x, value, rest) => {
    expect(erf(x)).toBeCloseTo(value, 14);
    expect(erf(-x)).toBeCloseTo(-value, 14);
    expect(erfc(x) / rest).toBeCloseTo(1, 12);
    expect(erfc(-x)).toBeCloseTo(1 + value, 14);
  });
});

describe('findRoot', () => {
  it('finds a root to the last digits, of a rising and a falling function', () => {
    expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
    expect(findRoot((x) => 2 - x * x, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  });

  it('has none between ends of one sign', () => {
    expect(findRoot((x) => x * x + 1, -1, 1)).toBeNaN();
  });
});
