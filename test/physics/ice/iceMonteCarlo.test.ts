import { describe, expect, it } from 'vitest';
import { mean, sampleDeviation } from '../../../src/core/statistics.ts';
import { drawIce } from '../../../src/physics/ice/iceMonteCarlo.ts';
import { sumOf } from '../../../src/physics/ice/uncertain.ts';
import type { DrawnTerm, DrawOptions } from '../../../src/physics/ice/iceMonteCarlo.ts';

const options: DrawOptions = { draws: 20_000, correlation: 0, areaRelativeSd: 0, seed: 3 };
const byVolume = (groundM3: number, value: number, sd: number): DrawnTerm => ({
  groundM3,
  ice: { value, sd },
  byWeight: null,
  tableShiftM3: 0,
});

function totals(terms: readonly DrawnTerm[], given: Partial<DrawOptions>): Float64Array {
  const { iceM3 } = drawIce(terms, { ...options, ...given });
  return Float64Array.from({ length: iceM3[0]!.length }, (_, draw) => iceM3.reduce((sum, own) => sum + own[draw]!, 0));
}

describe('drawIce', () => {
  const terms = [byVolume(1e6, 3e5, 9e4), byVolume(2e6, 2e5, 1e5), byVolume(4e6, 1e6, 3e5)];
  const expected = sumOf(terms.map(({ ice }) => ice));

  it('has the mean of the table, and the deviation of independent terms', () => {
    const drawn = totals(terms, {});
    expect(mean(drawn) / expected.value).toBeCloseTo(1, 2);
    expect(Math.abs(sampleDeviation(drawn) / expected.independentSd - 1)).toBeLessThan(0.03);
  });

  it('has nearly the deviation of fully correlated terms where they are: lognormal ones of other spreads stay a little below', () => {
    const share = sampleDeviation(totals(terms, { correlation: 1 })) / expected.correlatedSd;
    expect(share).toBeGreaterThan(0.95);
    expect(share).toBeLessThan(1.02);
    const between = sampleDeviation(totals(terms, { correlation: 0.5 }));
    expect(between).toBeGreaterThan(expected.independentSd);
    expect(between).toBeLessThan(expected.correlatedSd);
  });

  it('draws water and dry density by themselves: 20 % and 10 % make √5 × 10 %', () => {
    const byWeight = { frozenWater: { value: 0.3, sd: 0.06 }, dryDensityKgM3: { value: 1400, sd: 140 } };
    const ice = (0.3 * 1400) / 917;
    const drawn = totals([{ groundM3: 1e6, ice: { value: ice * 1e6, sd: 1 }, byWeight, tableShiftM3: 0 }], {});
    expect(mean(drawn) / (ice * 1e6)).toBeCloseTo(1, 2);
    expect(sampleDeviation(drawn) / mean(drawn)).toBeCloseTo(Math.sqrt(0.05), 2);
  });

  it('moves the permafrost table and the areas the same way everywhere', () => {
    const moved = [
      { ...byVolume(1e6, 3e5, 0), tableShiftM3: -1e4 },
      { ...byVolume(1e6, 3e5, 0), tableShiftM3: -2e4 },
    ];
    expect(sampleDeviation(totals(moved, {})) / 3e4).toBeCloseTo(1, 1);
    const areas = totals([byVolume(1e6, 3e5, 0), byVolume(1e6, 3e5, 0)], { areaRelativeSd: 0.05 });
    expect(sampleDeviation(areas) / 3e4).toBeCloseTo(1, 1);
  });

  it('never has more ice than ground, nor less than none, and says how often it was cut', () => {
    const { iceM3, cutShare } = drawIce(
      [byVolume(1e6, 9e5, 3e5), { ...byVolume(1e6, 1e3, 0), tableShiftM3: -1e3 }],
      options,
    );
    expect(Math.max(...iceM3[0]!)).toBe(1e6);
    expect(Math.min(...iceM3[1]!)).toBe(0);
    expect(cutShare).toBeGreaterThan(0.2);
  });

  it('is decided by seed and inputs alone', () => {
    expect(totals(terms, { draws: 500 })).toEqual(totals(terms, { draws: 500 }));
    expect(totals(terms, { draws: 500, seed: 4 })).not.toEqual(totals(terms, { draws: 500 }));
  });
});
