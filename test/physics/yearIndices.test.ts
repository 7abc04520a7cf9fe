import { describe, expect, it } from 'vitest';
import { commonYearDays, monthlyCurveNames } from '../../src/physics/monthlyCurves.ts';
import { dailyIndices, monthlyIndices, sinusoidIndices } from '../../src/physics/yearIndices.ts';

const daysC = Array.from({ length: 365 }, (_, day) => -4 - 13 * Math.cos((2 * Math.PI * (day + 0.5 - 20)) / 365));
let start = 0;
const monthsC = commonYearDays.map((days) => {
  const month = daysC.slice(start, (start += days));
  return month.reduce((sum, value) => sum + value, 0) / days;
});

describe('yearIndices', () => {
  const closed = sinusoidIndices(-4, 13);

  it('gives the indices of a sinusoid from its days within 0.1 %', () => {
    const daily = dailyIndices(daysC.map(() => 1))(daysC);
    expect(Math.abs(daily.thawIndexCDays / closed.thawIndexCDays - 1)).toBeLessThan(1e-3);
    expect(Math.abs(daily.meanC - closed.meanC)).toBeLessThan(1e-9);
    expect(Math.abs(daily.amplitudeC - 13)).toBeLessThan(1e-3);
    expect(Math.abs(daily.frostNumber - closed.frostNumber)).toBeLessThan(1e-4);
  });

  it.each(monthlyCurveNames)('gives mean and amplitude from months whatever the curve: %s', (curve) => {
    const monthly = monthlyIndices(curve, commonYearDays)(monthsC);
    expect(Math.abs(monthly.meanC + 4)).toBeLessThan(1e-9);
    expect(Math.abs(monthly.amplitudeC - 13)).toBeLessThan(1e-3);
    expect(Math.abs(monthly.thawIndexCDays / closed.thawIndexCDays - 1)).toBeLessThan(0.06);
  });

  it('makes every number NaN where a month is missing', () => {
    const holed = monthlyIndices('spline', commonYearDays)(monthsC.with(3, Number.NaN));
    expect(Object.values(holed).every((value) => Number.isNaN(value))).toBe(true);
  });
});
