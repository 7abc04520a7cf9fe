import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfSmaller, wassersteinDistance } from '../../../src/forest/folds/distributions.ts';

const samples = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 25 });
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();
const share = (values: readonly number[], atMost: number): number =>
  values.filter((value) => value <= atMost).length / values.length;

describe('wassersteinDistance', () => {
  it('is the area between the two distribution functions', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        let area = 0;
        // Integer samples: the functions are constant from one integer to the next.
        for (let x = 0; x < 30; x++) area += Math.abs(share(a, x) - share(b, x));
        expect(Math.abs(wassersteinDistance(sorted(a), sorted(b)) - area)).toBeLessThan(1e-9);
      }),
    );
  });

  it('is the shift between two samples of one shape', () => {
    expect(wassersteinDistance(sorted([0, 5, 9]), sorted([100, 105, 109]))).toBeCloseTo(100, 9);
  });
});

describe('chanceOfSmaller', () => {
  it('follows the largest lead of the first distribution function', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const lead = Math.max(0, ...a.map((x) => share(a, x) - share(b, x)));
        const expected = Math.exp((-2 * lead ** 2 * a.length * b.length) / (a.length + b.length));
        expect(Math.abs(chanceOfSmaller(sorted(a), sorted(b)) - expected)).toBeLessThan(1e-12);
      }),
    );
  });

  it('is 1 where the first sample is the larger throughout', () => {
    expect(chanceOfSmaller(sorted([5, 6, 7]), sorted([1, 2, 3]))).toBe(1);
  });
});
