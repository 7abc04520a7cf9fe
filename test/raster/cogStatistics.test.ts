import { describe, expect, it } from 'vitest';
import { describeTile, mergeStatistics, noStatistics } from '../../src/raster/cogStatistics.ts';

const describeValues = (values: readonly number[]) =>
  describeTile({ values: Float32Array.from(values), widthPx: values.length, heightPx: 1 }, 0, 0, { nodata: -9999 });

describe('describeTile', () => {
  it('counts, bounds and averages the pixels that are not NaN', () => {
    expect(describeValues([2, NaN, 4, 9])).toEqual({ count: 3, min: 2, max: 9, mean: 5, squares: 26 });
  });

  it('sees only the pixels of its own tile', () => {
    const values = Float32Array.from({ length: 600 * 2 }, (_, i) => (i % 600 < 512 ? 1 : 2));
    expect(describeTile({ values, widthPx: 600, heightPx: 2 }, 1, 0, { nodata: -9999 })).toMatchObject({
      count: 176,
      mean: 2,
    });
  });

  it('keeps the spread of values that differ in the seventh digit', () => {
    const { squares } = describeValues([100_000, 100_000.0078125]);
    expect(squares).toBe(0.0078125 ** 2 / 2);
  });
});

describe('mergeStatistics', () => {
  it('equals the statistics of all values at once', () => {
    const merged = mergeStatistics(describeValues([1, 2, 3]), describeValues([10, 20]));
    const whole = describeValues([1, 2, 3, 10, 20]);
    expect(merged).toMatchObject({ count: 5, min: 1, max: 20, mean: whole.mean });
    expect(Math.abs(merged.squares - whole.squares)).toBeLessThan(1e-12);
  });

  it('takes the other side where one is empty', () => {
    const some = describeValues([1, 2]);
    expect(mergeStatistics(noStatistics, some)).toEqual(some);
    expect(mergeStatistics(some, describeValues([NaN]))).toEqual(some);
  });
});
