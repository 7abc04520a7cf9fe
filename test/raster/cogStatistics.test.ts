import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
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

  it('finds none in nodata alone', () => {
    expect(describeValues([NaN, NaN, NaN, NaN, NaN])).toEqual(noStatistics);
  });

  it('gives the figures of a whole tile with gaps, wherever its rows end', () => {
    const random = createRandom(4);
    const widthPx = 509;
    const values = Float32Array.from({ length: widthPx * 300 }, () =>
      random.nextUnit() < 0.2 ? NaN : 50 * random.nextUnit() - 40,
    );
    const numbers = [...values].filter((value) => !Number.isNaN(value));
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const found = describeTile({ values, widthPx, heightPx: 300 }, 0, 0, { nodata: NaN });
    expect(found).toMatchObject({ count: numbers.length, min: Math.min(...numbers), max: Math.max(...numbers) });
    expect(Math.abs(found.mean - mean)).toBeLessThan(1e-12);
    expect(Math.abs(found.squares / squares - 1)).toBeLessThan(1e-12);
  });

  it('refuses a number that stands for nodata, in whichever place', () => {
    for (const place of [0, 3, 4, 6]) {
      const values = [1, 2, 3, 4, 5, 6, 7].map((value, i) => (i === place ? -9999 : value));
      expect(() => describeValues(values)).toThrow('A valid pixel has the value -9999');
    }
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
