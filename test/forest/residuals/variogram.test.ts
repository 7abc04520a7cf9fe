import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { chordToM, squaredChord, unitVectors } from '../../../src/core/sphere.ts';
import { empiricalVariogram } from '../../../src/forest/residuals/variogram.ts';

describe('empiricalVariogram', () => {
  it('is half the mean squared difference by hand: seven places on the equator', () => {
    const values = [0, 1, 3, 3, 2, 2, 5];
    const places = unitVectors([0, 1, 2, 3, 4, 5, 6.3], [0, 0, 0, 0, 0, 0, 0]);
    // A third of 6.3° in classes of 0.7°.
    const lags = empiricalVariogram(values, places, 3)!;
    const degreeKm = chordToM(squaredChord(places, 0, places, 1)) / 1000;
    expect(lags.map((lag) => lag.pairs)).toEqual([0, 6, 4]);
    expect(lags[0]).toMatchObject({ fromKm: 0, distanceKm: null, semivariance: null });
    // Differences 1, 2, 0, −1, 0, 3 over one degree, the last over 1.3°: 15 ÷ 12; 3, 2, −1, −1 over two: 15 ÷ 8.
    expect(Math.abs(lags[1]!.semivariance! - 15 / 12)).toBeLessThan(1e-12);
    expect(Math.abs(lags[2]!.semivariance! - 15 / 8)).toBeLessThan(1e-12);
    expect(Math.abs(lags[1]!.distanceKm! - (6.3 / 6) * degreeKm)).toBeLessThan(1e-9);
    expect(Math.abs(lags[2]!.toKm - 2.1 * degreeKm)).toBeLessThan(1e-9);
  });

  it('approaches the variance for values without any order in space', () => {
    const random = createRandom(6);
    const draw = (scale: number): Float64Array => Float64Array.from({ length: 500 }, () => scale * random.nextUnit());
    const lags = empiricalVariogram(draw(1), unitVectors(draw(30), draw(30)), 5)!;
    for (const lag of lags) expect(Math.abs(lag.semivariance! - 1 / 12)).toBeLessThan(0.01);
  });

  it('is null where all places are one', () => {
    expect(empiricalVariogram([1, 2, 3], unitVectors([120, 120, 120], [50, 50, 50]), 5)).toBeNull();
  });
});
