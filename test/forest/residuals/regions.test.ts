import { describe, expect, it } from 'vitest';
import { blockRegions, scoreRegions } from '../../../src/forest/residuals/regions.ts';

describe('scoreRegions', () => {
  it('gives bias and its standard error by hand, the largest region first', () => {
    const scores = scoreRegions(['west', 'east', 'east', 'east'], [0, 1, 2, 3], [-1, 2, 4, 6]);
    // Errors in the east 1, 2, 3: mean 2, deviation 1.
    expect(scores[0]).toMatchObject({ region: 'east', n: 3, bias: 2, mae: 2 });
    expect(Math.abs(scores[0]!.biasStandardError! - 1 / Math.sqrt(3))).toBeLessThan(1e-15);
    expect(scores[1]).toMatchObject({ region: 'west', n: 1, bias: -1, rmse: 1, biasStandardError: null });
  });

  it('orders regions of equal size by name', () => {
    expect(scoreRegions(['b', 'a'], [0, 0], [1, 1]).map((score) => score.region)).toEqual(['a', 'b']);
  });
});

describe('blockRegions', () => {
  it('cuts Northeast China and Siberia into blocks of 10°, and a valley into blocks of 0.1°', () => {
    const wide = blockRegions([60.5, 119.9, 120], [47, 52, 71.2]);
    expect(wide.sideDeg).toBe(10);
    expect(wide.regions[2]).toBe('lon 120 to 130, lat 70 to 80');
    const valley = blockRegions([120.31, 120.62], [51.05, 51.29]);
    expect(valley).toEqual({
      sideDeg: 0.1,
      regions: ['lon 120.3 to 120.4, lat 51 to 51.1', 'lon 120.6 to 120.7, lat 51.2 to 51.3'],
    });
  });

  it('keeps west and south apart from east and north', () => {
    expect(blockRegions([-0.5, 0.5], [-0.5, 0.5]).regions).toEqual([
      'lon -0.6 to -0.4, lat -0.6 to -0.4',
      'lon 0.4 to 0.6, lat 0.4 to 0.6',
    ]);
  });

  it('takes blocks of 45° for the whole Earth', () => {
    expect(blockRegions([-180, 180], [-60, 80]).sideDeg).toBe(45);
  });
});
