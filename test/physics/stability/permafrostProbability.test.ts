import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalScore, normalShareBelow } from '../../../src/core/distributions.ts';
import { probabilityOfNormal, probabilityOfQuantiles } from '../../../src/physics/stability/permafrostProbability.ts';

const magt = fc.integer({ min: -1500, max: 1500 }).map((hundredths) => hundredths / 100);

describe('probabilityOfNormal', () => {
  it.each([
    [0, 1, 0.5],
    [-1.6448536269514722, 1, 0.95],
    [3.919927969080108, 2, 0.025],
    [-0.001, 0, 1],
    [0, 0, 1],
    [0.001, 0, 0],
  ])('gives ground of %d ± %d °C a probability of %d', (magtC, deviationC, probability) => {
    expect(Math.abs(probabilityOfNormal(magtC, deviationC) - probability)).toBeLessThan(1e-12);
  });

  it('has no value without a temperature, without a deviation, and for a negative one', () => {
    expect(probabilityOfNormal(Number.NaN, 1)).toBeNaN();
    expect(probabilityOfNormal(-1, Number.NaN)).toBeNaN();
    expect(probabilityOfNormal(-1, -0.1)).toBeNaN();
  });
});

const of = (shares: readonly number[], ...quantilesC: number[]): number =>
  probabilityOfQuantiles(shares)(Float64Array.from(quantilesC));

describe('probabilityOfQuantiles', () => {
  it('is exact for any quantiles of a normal distribution, also beyond them', () => {
    const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(
        fc.uniqueArray(share, { minLength: 2, maxLength: 6 }),
        magt,
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (drawn, meanC, deviationC) => {
          const shares = drawn.toSorted((a, b) => a - b);
          const quantilesC = shares.map((each) => meanC + deviationC * normalScore(each));
          expect(Math.abs(of(shares, ...quantilesC) - normalShareBelow(-meanC / deviationC))).toBeLessThan(1e-9);
        },
      ),
    );
  });

  it('gives the share of a quantile that is 0 °C exactly', () => {
    expect(of([0.05, 0.5, 0.95], -3, -1, 0)).toBe(0.95);
    expect(of([0.05, 0.5, 0.95], 0, 1, 2)).toBe(0.05);
  });

  it('falls as the ground warms, and stays between the shares of the quantiles around 0 °C', () => {
    fc.assert(
      fc.property(fc.tuple(magt, magt, magt), fc.double({ min: 0, max: 5, noNaN: true }), (drawn, warmingC) => {
        const quantilesC = drawn.toSorted((a, b) => a - b);
        const shares = [0.05, 0.5, 0.95];
        const probability = of(shares, ...quantilesC);
        const warmer = quantilesC.map((valueC) => valueC + warmingC);
        expect(of(shares, ...warmer)).toBeLessThanOrEqual(probability + 1e-12);
        const below = quantilesC.filter((valueC) => valueC <= 0).length;
        expect(probability).toBeGreaterThanOrEqual((shares[below - 1] ?? 0) - 1e-12);
        expect(probability).toBeLessThanOrEqual((shares[below] ?? 1) + 1e-12);
      }),
    );
  });

  it('is 0 or 1 beyond outer quantiles that are equal', () => {
    expect(of([0.05, 0.5, 0.95], 1, 1, 2)).toBe(0);
    expect(of([0.05, 0.5, 0.95], -3, -1, -1)).toBe(1);
    expect(of([0.05, 0.95], 0.5, 0.5)).toBe(0);
  });

  it('has no value where a quantile has none or a higher one is colder', () => {
    expect(of([0.05, 0.95], Number.NaN, 1)).toBeNaN();
    expect(of([0.05, 0.95], 1, Number.NaN)).toBeNaN();
    expect(of([0.05, 0.95], 1, 0.9)).toBeNaN();
  });
});
