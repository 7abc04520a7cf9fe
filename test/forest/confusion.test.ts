import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusionMatrix } from '../../src/forest/confusion.ts';

/** Repeats each cell of a matrix of counts as rows of the two classifications. */
function spread(counts: readonly (readonly number[])[]): [number[], number[]] {
  const cells = counts.flatMap((row, i) =>
    row.flatMap((count, j) => Array.from({ length: count }, () => [i, j] as const)),
  );
  return [cells.map((cell) => cell[0]), cells.map((cell) => cell[1])];
}

describe('confusionMatrix', () => {
  it('of 20, 5 / 10, 15: accuracy 0.70, kappa 0.40, by hand', () => {
    const counts = [
      [20, 5],
      [10, 15],
    ];
    const result = confusionMatrix(['yes', 'no'], ...spread(counts))!;
    expect(result.counts).toEqual(counts);
    expect(result.overallAccuracy).toBe(0.7);
    expect(Math.abs(result.kappa! - 0.4)).toBeLessThan(1e-15);
    expect(result.producersAccuracy).toEqual([0.8, 0.6]);
    expect(result.usersAccuracy).toEqual([2 / 3, 0.75]);
    expect(result.f1).toEqual([40 / 55, 30 / 45]);
  });

  it('has no accuracy for a class that was never observed or never predicted', () => {
    const result = confusionMatrix(['a', 'b', 'c'], [0, 0, 1], [0, 2, 0])!;
    expect(result.producersAccuracy).toEqual([0.5, 0, null]);
    expect(result.usersAccuracy).toEqual([0.5, null, 0]);
  });

  it('has no kappa where all rows are of one class, and is null without rows', () => {
    expect(confusionMatrix(['a', 'b'], [0, 0], [0, 0])).toMatchObject({ overallAccuracy: 1, kappa: null });
    expect(confusionMatrix(['a', 'b'], [], [])).toBeNull();
  });

  it('has kappa 1 for full agreement and at most 1 otherwise; swapping the sides keeps it', () => {
    const labels = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1 });
    fc.assert(
      fc.property(labels, (pairs) => {
        const [a, b] = [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
        const names = ['a', 'b', 'c', 'd'];
        const kappa = confusionMatrix(names, a, b)!.kappa;
        expect(confusionMatrix(names, b, a)!.kappa).toBe(kappa);
        expect(kappa ?? 0).toBeLessThanOrEqual(1);
        expect(confusionMatrix(names, a, a)!.kappa ?? 1).toBe(1);
      }),
    );
  });
});
