import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestFloat32Below, shortestFloat32 } from '../../src/forest/float32.ts';

describe('largestFloat32Below', () => {
  it('steps down one float32 from a float32: 1 gives 1 − 2⁻²⁴, −1 gives −1 − 2⁻²³', () => {
    expect(largestFloat32Below(1)).toBe(1 - 2 ** -24);
    expect(largestFloat32Below(-1)).toBe(-1 - 2 ** -23);
  });

  it('crosses zero: 0 and −0 give the smallest negative, the smallest positive gives 0', () => {
    expect(largestFloat32Below(0)).toBe(-(2 ** -149));
    expect(largestFloat32Below(-0)).toBe(-(2 ** -149));
    expect(largestFloat32Below(2 ** -149)).toBe(0);
  });

  it('of a midpoint between two neighbours gives the lower one, though rounding may give the upper', () => {
    const upper = 1 + 2 ** -22;
    const lower = 1 + 2 ** -23;
    const midpoint = (lower + upper) / 2;
    expect(Math.fround(midpoint)).toBe(upper);
    expect(largestFloat32Below(midpoint)).toBe(lower);
  });

  it('x < bound exactly where x ≤ the result, for every float32 x', () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-3e38) });
    fc.assert(
      fc.property(float, float, (a, b) => {
        for (const bound of [a, (a + b) / 2]) {
          const threshold = largestFloat32Below(bound);
          expect(Math.fround(threshold)).toBe(threshold);
          for (const x of [a, b, threshold, Math.fround(bound)]) expect(x <= threshold).toBe(x < bound);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('shortestFloat32', () => {
  it('writes what a table had, and reads back as the same float32', () => {
    expect([1.73, -0.1, 543.509, 12345.678].map((value) => shortestFloat32(Math.fround(value)))).toEqual([
      1.73, -0.1, 543.509, 12345.678,
    ]);
    for (const value of [16777215, 1 / 3, 1e-40, 8.589973e9]) {
      expect(Math.fround(shortestFloat32(Math.fround(value)))).toBe(Math.fround(value));
    }
    expect(shortestFloat32(Number.NaN)).toBeNaN();
  });
});
