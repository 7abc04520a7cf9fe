import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annualHarmonic } from '../../src/physics/annualHarmonic.ts';
import { sinusoidDegreeDays } from '../../src/physics/degreeDays.ts';
import { commonYearDays, monthlyCurveNames, monthlyDegreeDays } from '../../src/physics/monthlyCurves.ts';
import { oracleTest } from '../support/oracles.ts';
import { physicsVector, relativeError, vectorsNeed } from './physicsVectors.ts';

const monthsC = fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 12, maxLength: 12 });
const yearMeanC = (meansC: readonly number[]): number =>
  meansC.reduce((sum, mean, i) => sum + mean * commonYearDays[i]!, 0) / 365;

/** Means over each month of mean + amplitude·cos(2π(t − phase)/365), by summing many steps. */
function monthsOfSinusoid(meanC: number, amplitudeC: number, phaseDays: number): number[] {
  let day = 0;
  return commonYearDays.map((days) => {
    const steps = 2000;
    let sum = 0;
    for (let i = 0; i < steps; i++)
      sum += Math.cos((2 * Math.PI * (day + ((i + 0.5) * days) / steps - phaseDays)) / 365);
    day += days;
    return meanC + (amplitudeC * sum) / steps;
  });
}

/** Means of the positive part of a curve given month by month, by many steps. */
function bruteThaw(curve: (month: number, share: number) => number): number {
  const steps = 4000;
  return commonYearDays.reduce((thaw, days, month) => {
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += Math.max(0, curve(month, (i + 0.5) / steps));
    return thaw + (days * sum) / steps;
  }, 0);
}

/** Temperatures at the months' starts that make the spline smooth, by relaxing one after another. */
function relaxedEnds(meansC: readonly number[]): number[] {
  const ends = Array.from({ length: 12 }, () => 0);
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 12; i++) {
      const before = (i + 11) % 12;
      const [a, b] = [1 / commonYearDays[before]!, 1 / commonYearDays[i]!];
      const right = 3 * (meansC[before]! * a + meansC[i]! * b);
      ends[i] = (right - ends[before]! * a - ends[(i + 1) % 12]! * b) / (2 * (a + b));
    }
  }
  return ends;
}

describe('monthlyDegreeDays', () => {
  const moheC = [
    -32.6548, -23.9036, -8.0323, 0.9833, 11.4226, 15.3267, 19.0903, 16.2226, 7.63, 0.1677, -14.87, -26.5452,
  ];

  oracleTest([vectorsNeed])('step reproduces the sums over months', () => {
    const { inputs, expected, tol } = physicsVector('dd-monthly-1');
    const found = monthlyDegreeDays('step', commonYearDays)(inputs['T_month'] as number[]);
    expect(relativeError(found.thawIndexCDays, Number(expected['DDT']))).toBeLessThan(tol.rel);
  });

  it('comes nearest to the daily sums of Mohe 1990 (2244.4 and 3271.8 °C·day) with the spline', () => {
    const thaw = Object.fromEntries(
      monthlyCurveNames.map((name) => [name, monthlyDegreeDays(name, commonYearDays)(moheC).thawIndexCDays]),
    );
    expect(Math.abs(thaw['spline']! - 2244.4)).toBeLessThan(25 /* °C·day */);
    expect(2244.4 - thaw['step']!).toBeGreaterThan(70 /* °C·day */);
  });

  it('finds the closed form of a sinusoid: exactly by sinusoid, within 0.3 °C·day a year by spline', () => {
    for (const [meanC, amplitudeC, phaseDays] of [
      [-5, 15, 200],
      [1, 10, 195],
      [-8, 6, 210],
    ] as const) {
      const meansC = monthsOfSinusoid(meanC, amplitudeC, phaseDays);
      const exact = sinusoidDegreeDays(meanC, amplitudeC, 365).thawIndexCDays;
      expect(Math.abs(monthlyDegreeDays('sinusoid', commonYearDays)(meansC).thawIndexCDays - exact)).toBeLessThan(1e-3);
      expect(Math.abs(monthlyDegreeDays('spline', commonYearDays)(meansC).thawIndexCDays - exact)).toBeLessThan(0.3);
    }
  });

  it('linear equals many steps along the straight lines', () => {
    fc.assert(
      fc.property(monthsC, (meansC) => {
        const brute = bruteThaw((month, share) => {
          const toward = share < 0.5 ? (month + 11) % 12 : (month + 1) % 12;
          const half = (commonYearDays[month]! + commonYearDays[toward]!) / 2;
          const apart = (Math.abs(share - 0.5) * commonYearDays[month]!) / half;
          return meansC[month]! + apart * (meansC[toward]! - meansC[month]!);
        });
        expect(Math.abs(monthlyDegreeDays('linear', commonYearDays)(meansC).thawIndexCDays - brute)).toBeLessThan(0.02);
      }),
      { numRuns: 30 },
    );
  });

  it('spline equals many steps along a curve smoothed by relaxation', () => {
    fc.assert(
      fc.property(monthsC, (meansC) => {
        const ends = relaxedEnds(meansC);
        const brute = bruteThaw((month, s) => {
          const [start, end, mean] = [ends[month]!, ends[(month + 1) % 12]!, meansC[month]!];
          return start * (1 - 4 * s + 3 * s * s) + end * (3 * s * s - 2 * s) + 6 * mean * (s - s * s);
        });
        expect(Math.abs(monthlyDegreeDays('spline', commonYearDays)(meansC).thawIndexCDays - brute)).toBeLessThan(0.02);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps thaw − freeze = mean × 365 but for linear', () => {
    fc.assert(
      fc.property(monthsC, fc.constantFrom('step', 'spline', 'sinusoid'), (meansC, name) => {
        const { thawIndexCDays, freezeIndexCDays } = monthlyDegreeDays(name, commonYearDays)(meansC);
        expect(Math.abs(thawIndexCDays - freezeIndexCDays - 365 * yearMeanC(meansC))).toBeLessThan(1e-7);
      }),
    );
  });

  it('never has less thaw or frost by spline than by step, which hides what crosses 0 °C within a month', () => {
    fc.assert(
      fc.property(monthsC, (meansC) => {
        const spline = monthlyDegreeDays('spline', commonYearDays)(meansC);
        const step = monthlyDegreeDays('step', commonYearDays)(meansC);
        expect(spline.thawIndexCDays).toBeGreaterThan(step.thawIndexCDays - 1e-7);
        expect(spline.freezeIndexCDays).toBeGreaterThan(step.freezeIndexCDays - 1e-7);
      }),
    );
  });

  it('gives NaN where one month is missing, and exact sums of a constant year', () => {
    for (const name of monthlyCurveNames) {
      const degreeDays = monthlyDegreeDays(name, commonYearDays);
      const gap = degreeDays(moheC.with(7, Number.NaN));
      expect([gap.thawIndexCDays, gap.freezeIndexCDays]).toEqual([Number.NaN, Number.NaN]);
      expect(Math.abs(degreeDays(new Float64Array(12).fill(-2)).freezeIndexCDays - 730)).toBeLessThan(1e-9);
      expect(degreeDays(new Float64Array(12))).toEqual({ thawIndexCDays: 0, freezeIndexCDays: 0 });
    }
  });
});

describe('annualHarmonic', () => {
  it('finds mean and amplitude of a sinusoid from its monthly means, which are 1.1 % smaller', () => {
    const meansC = monthsOfSinusoid(-4, 13, 201);
    const { meanC, amplitudeC } = annualHarmonic(commonYearDays)(meansC);
    expect(Math.abs(meanC + 4)).toBeLessThan(1e-5);
    expect(Math.abs(amplitudeC - 13)).toBeLessThan(1e-5);
    expect((Math.max(...meansC) - Math.min(...meansC)) / 2).toBeLessThan(12.95);
  });

  it('finds them in 366 daily values', () => {
    const daily = Array.from({ length: 366 }, (_, day) => 2 + 9 * Math.cos((2 * Math.PI * (day + 0.5 - 30)) / 366));
    const { meanC, amplitudeC } = annualHarmonic(Array.from(daily, () => 1))(daily);
    expect(Math.abs(meanC - 2)).toBeLessThan(1e-9);
    expect(Math.abs(amplitudeC - 9)).toBeLessThan(1e-3);
  });
});
