import { assert, double, property, array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invertSymmetric } from '../../src/core/cholesky.ts';

function product(a: readonly Float64Array[], b: readonly Float64Array[]): number[][] {
  return a.map((row) => b.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

describe('invertSymmetric', () => {
  it('gives the inverse, whatever the units of the rows', () => {
    const found = invertSymmetric([Float64Array.of(4, 2e6), Float64Array.of(2e6, 3e12)])!;
    // 1/(4·3e12 − 4e12) · [3e12, −2e6; −2e6, 4]
    expect(found[0]![0]).toBeCloseTo(0.375, 12);
    expect(found[0]![1]! / -2.5e-7).toBeCloseTo(1, 12);
    expect(found[1]![1]! / 5e-13).toBeCloseTo(1, 12);
  });

  it('times the matrix is the identity', () => {
    const numbers = array(double({ min: -3, max: 3, noNaN: true }), { minLength: 16, maxLength: 16 });
    assert(
      property(numbers, (values) => {
        // A·Aᵀ + 1 is positive definite.
        const matrix = Array.from({ length: 4 }, (_, i) =>
          Float64Array.from({ length: 4 }, (_each, j) =>
            [0, 1, 2, 3].reduce((sum, k) => sum + values[4 * i + k]! * values[4 * j + k]!, i === j ? 1 : 0),
          ),
        );
        const identity = product(matrix, invertSymmetric(matrix)!);
        identity.forEach((row, i) =>
          row.forEach((value, j) => expect(Math.abs(value - (i === j ? 1 : 0))).toBeLessThan(1e-9)),
        );
      }),
    );
  });

  it('has none of rows that are sums of others, of a row of zeros, or of NaN', () => {
    expect(invertSymmetric([Float64Array.of(1, 2), Float64Array.of(2, 4)])).toBeNull();
    expect(invertSymmetric([Float64Array.of(1, 0), Float64Array.of(0, 0)])).toBeNull();
    expect(invertSymmetric([Float64Array.of(Number.NaN)])).toBeNull();
  });
});
