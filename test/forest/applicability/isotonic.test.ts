import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitIsotonic } from '../../../src/forest/applicability/isotonic.ts';

const sequence = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 12 });

/** The min–max formula: largest over starts of the smallest over ends of the mean in between (Barlow et al. 1972). */
function minMax(values: readonly number[]): number[] {
  const meanOf = (from: number, to: number): number =>
    values.slice(from, to + 1).reduce((sum, x) => sum + x, 0) / (to + 1 - from);
  return values.map((_, i) =>
    Math.max(
      ...values
        .slice(0, i + 1)
        .map((__, from) => Math.min(...values.slice(i).map((___, ahead) => meanOf(from, i + ahead)))),
    ),
  );
}

describe('fitIsotonic', () => {
  it('equals the min–max formula', () => {
    fc.assert(
      fc.property(sequence, (values) => {
        const expected = minMax(values);
        for (const [i, x] of fitIsotonic(values).entries()) expect(Math.abs(x - expected[i]!)).toBeLessThan(1e-9);
      }),
    );
  });

  it('never falls, even by a rounding', () => {
    fc.assert(
      fc.property(sequence, (values) => {
        const fitted = fitIsotonic(values);
        for (let i = 1; i < fitted.length; i++) expect(fitted[i]!).toBeGreaterThanOrEqual(fitted[i - 1]!);
      }),
    );
  });

  it('pools 3, 1, 2 to 2 and keeps 5', () => {
    expect([...fitIsotonic([3, 1, 2, 5])]).toEqual([2, 2, 2, 5]);
  });
});
