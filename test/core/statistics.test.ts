import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, range, sampleDeviation, squaredDeviations } from '../../src/core/statistics.ts';

describe('mean', () => {
  it('is 2.5 of 1, 2, 3, 4', () => {
    expect(mean([1, 2, 3, 4])).toBe(2.5);
  });

  it('is NaN of nothing', () => {
    expect(mean([])).toBeNaN();
  });
});

describe('sampleDeviation', () => {
  it('divides by n − 1: 2, 4, 4, 4, 5, 5, 7, 9 has √(32 / 7)', () => {
    expect(sampleDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBe(Math.sqrt(32 / 7));
  });

  it('is NaN of one value', () => {
    expect(sampleDeviation([3])).toBeNaN();
  });
});

describe('squaredDeviations', () => {
  it('does not cancel far from zero: 1e9 + {4, 7, 13, 16} has 90', () => {
    expect(squaredDeviations([4, 7, 13, 16].map((x) => x + 1e9))).toBe(90);
  });

  it('scales with the square of the unit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1 }), (values) => {
        const scaled = squaredDeviations(values.map((x) => 8 * x));
        expect(scaled).toBe(64 * squaredDeviations(values));
      }),
    );
  });
});

describe('range', () => {
  it('passes over NaN', () => {
    expect(range([3, Number.NaN, -2])).toEqual({ minimum: -2, maximum: 3 });
  });

  it('is empty of nothing', () => {
    expect(range([])).toEqual({ minimum: Infinity, maximum: -Infinity });
  });
});
