import { describe, expect, it } from 'vitest';
import { mean } from '../../../src/core/statistics.ts';
import { moranTest } from '../../../src/forest/residuals/moran.ts';

/** Neighbours along a line of n places. */
function chain(n: number): number[][] {
  return Array.from({ length: n }, (_, i) => [i - 1, i + 1].filter((j) => j >= 0 && j < n));
}

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
}

describe('moranTest', () => {
  it('gives I = 0.4 by hand for 1, 2, 3, 4 in a line', () => {
    // Deviations −1.5, −0.5, 0.5, 1.5; means of neighbours −0.5, −0.5, 0.5, 0.5; (0.75 + 0.25 + 0.25 + 0.75) ÷ 5.
    const test = moranTest([1, 2, 3, 4], chain(4))!;
    expect(Math.abs(test.i - 0.4)).toBeLessThan(1e-15);
    expect(Math.abs(test.expectation + 1 / 3)).toBeLessThan(1e-15);
  });

  it('is −1 where each is the opposite of its neighbours', () => {
    expect(moranTest([1, -1, 1, -1, 1, -1], chain(6))!.i).toBe(-1);
  });

  it('has the mean and deviation of I over all 720 arrangements of six values, one-sided neighbours too', () => {
    const values = [0.3, -1.2, 4, 2.2, 0.9, -0.1];
    for (const neighbours of [chain(6), [[1, 2], [0, 2], [3, 4], [5], [5, 0, 1], [4]]]) {
      const all = permutations(values).map((order) => moranTest(order, neighbours)!.i);
      const test = moranTest(values, neighbours)!;
      const deviation = Math.sqrt(mean(all.map((i) => (i - mean(all)) ** 2)));
      expect(Math.abs(mean(all) - test.expectation)).toBeLessThan(1e-12);
      expect(Math.abs(deviation - test.standardDeviation)).toBeLessThan(1e-12);
      expect(Math.abs(test.z - (test.i - mean(all)) / deviation)).toBeLessThan(1e-10);
    }
  });

  it('is null without variance or with fewer than four rows', () => {
    expect(moranTest([1, 1, 1, 1, 1], chain(5))).toBeNull();
    expect(moranTest([1, 2, 4], chain(3))).toBeNull();
  });
});
