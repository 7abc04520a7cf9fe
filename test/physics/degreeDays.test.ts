import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frostNumber, nFactors, sinusoidDegreeDays, sumDegreeDays } from '../../src/physics/degreeDays.ts';
import { oracleTest } from '../support/oracles.ts';
import { physicsVector, relativeError, vectorsNeed } from './physicsVectors.ts';

const vectorTest = oracleTest([vectorsNeed]);

const thawOf = (meanC: number, days = 365): number => sinusoidDegreeDays(meanC, 12, days).thawIndexCDays;

const ofRange = (coldC: number, hotC: number): number =>
  frostNumber(sinusoidDegreeDays((hotC + coldC) / 2, (hotC - coldC) / 2, 365));

describe('sumDegreeDays', () => {
  it('sums 30 °C·day of thaw and 12 of frost from three values', () => {
    expect(sumDegreeDays([10, -4, 20], [1, 3, 1])).toEqual({ thawIndexCDays: 30, freezeIndexCDays: 12 });
    expect(sumDegreeDays([-1, 0, 2.5])).toEqual({ thawIndexCDays: 2.5, freezeIndexCDays: 1 });
  });

  it('gives NaN for a gap: a missing day is no day at 0 °C', () => {
    expect(sumDegreeDays([10, Number.NaN])).toEqual({ thawIndexCDays: Number.NaN, freezeIndexCDays: Number.NaN });
  });

  it('has thaw − freeze = mean × days, and both ≥ 0', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { minLength: 1 }), (values) => {
        const { thawIndexCDays, freezeIndexCDays } = sumDegreeDays(values);
        const sum = values.reduce((total, value) => total + value, 0);
        expect(Math.abs(thawIndexCDays - freezeIndexCDays - sum)).toBeLessThan(
          1e-9 * (thawIndexCDays + freezeIndexCDays + 1),
        );
        expect(Math.min(thawIndexCDays, freezeIndexCDays)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  vectorTest('equals the monthly sums of Mohe 1990', () => {
    const { inputs, expected, tol } = physicsVector('dd-monthly-1');
    const { thawIndexCDays, freezeIndexCDays } = sumDegreeDays(
      inputs['T_month'] as number[],
      inputs['days'] as number[],
    );
    expect(relativeError(thawIndexCDays, Number(expected['DDT']))).toBeLessThan(tol.rel);
    expect(relativeError(freezeIndexCDays, Number(expected['DDF']))).toBeLessThan(tol.rel);
  });
});

describe('sinusoidDegreeDays', () => {
  for (const id of ['dd-sin-1', 'dd-sin-2', 'dd-sin-4', 'dd-sin-5', 'dd-sin-7', 'fn-air-1', 'fn-air-2']) {
    vectorTest(`reproduces ${id}`, () => {
      const { inputs, expected, tol } = physicsVector(id);
      const periodDays = Number(inputs['P_days'] ?? inputs['P']);
      const found = sinusoidDegreeDays(Number(inputs['T_mean']), Number(inputs['A']), periodDays);
      expect(relativeError(found.thawIndexCDays, Number(expected['DDT']))).toBeLessThan(tol.rel);
      expect(relativeError(found.freezeIndexCDays, Number(expected['DDF']))).toBeLessThan(tol.rel);
    });
  }

  it('equals the sum over 20,000 steps of the curve', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -25, max: 25, noNaN: true }),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (meanC, amplitudeC) => {
          const steps = 20_000;
          const curve = Float64Array.from(
            { length: steps },
            (_, i) => meanC + amplitudeC * Math.cos((2 * Math.PI * (i + 0.5)) / steps),
          );
          const brute = sumDegreeDays(curve, new Float64Array(steps).fill(365 / steps));
          const { thawIndexCDays, freezeIndexCDays } = sinusoidDegreeDays(meanC, amplitudeC, 365);
          expect(Math.abs(thawIndexCDays - brute.thawIndexCDays)).toBeLessThan(1e-3 /* °C·day */);
          expect(Math.abs(freezeIndexCDays - brute.freezeIndexCDays)).toBeLessThan(1e-3 /* °C·day */);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('grows with the mean and scales with the period', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 29, noNaN: true }),
        fc.double({ min: 1e-3, max: 1, noNaN: true }),
        (meanC, step) => {
          expect(thawOf(meanC + step)).toBeGreaterThanOrEqual(thawOf(meanC));
          expect(relativeError(thawOf(meanC, 730), 2 * thawOf(meanC))).toBeLessThan(1e-12);
        },
      ),
    );
  });
});

describe('frostNumber', () => {
  vectorTest('reproduces the published frost numbers', () => {
    const { inputs, expected, tol } = physicsVector('fn-published-1');
    expect(
      relativeError(ofRange(Number(inputs['T_cold']), Number(inputs['T_hot'])), Number(expected['F'])),
    ).toBeLessThan(tol.rel);
    const cases = physicsVector('fn-published-2').inputs['cases'] as { T_cold: number; T_hot: number }[];
    expect(cases.map(({ T_cold, T_hot }) => ofRange(T_cold, T_hot))).toEqual([0, 1]);
    for (const id of ['fn-air-1', 'fn-air-2']) {
      const air = physicsVector(id).expected;
      const found = frostNumber({ thawIndexCDays: Number(air['DDT']), freezeIndexCDays: Number(air['DDF']) });
      expect(relativeError(found, Number(air['F']))).toBeLessThan(1e-8);
    }
  });

  it('is one half where frost equals thaw, and NaN where there is neither', () => {
    expect(frostNumber({ thawIndexCDays: 900, freezeIndexCDays: 900 })).toBe(0.5);
    expect(frostNumber({ thawIndexCDays: 0, freezeIndexCDays: 0 })).toBeNaN();
  });
});

describe('nFactors', () => {
  it('gives 1.2592 and 1.4452 for Pishan 2009, as published', () => {
    const surface = { thawIndexCDays: 6503.3, freezeIndexCDays: 246.4 };
    const { thaw, freeze } = nFactors(surface, { thawIndexCDays: 5164.6, freezeIndexCDays: 170.5 });
    expect(Math.abs(thaw - 1.25920690856988)).toBeLessThan(1e-12);
    expect(Math.abs(freeze - 1.44516129032258)).toBeLessThan(1e-12);
  });

  it('is NaN where the air never freezes', () => {
    const { thaw, freeze } = nFactors(
      { thawIndexCDays: 10, freezeIndexCDays: 1 },
      { thawIndexCDays: 5, freezeIndexCDays: 0 },
    );
    expect([thaw, freeze]).toEqual([2, Number.NaN]);
  });
});
