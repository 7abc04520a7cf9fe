import { describe, expect, it } from 'vitest';
import { normalScore, normalShareBelow, normalTwoSidedP, studentTwoSidedP } from '../../src/core/distributions.ts';

function expectRelative(found: number, expected: number, tolerance: number): void {
  expect(Math.abs(found / expected - 1)).toBeLessThan(tolerance);
}

describe('studentTwoSidedP', () => {
  it('equals 2 · pt(−|t|, df) of R 4.2 in both tails and at the centre', () => {
    for (const [t, degreesOfFreedom, p] of [
      [-2.5, 7, 4.099_221_858_575_287_4e-2],
      [1.96, 1e6, 4.999_606_758_526_979_6e-2],
      [30, 3, 8.135_280_427_163_967_4e-5],
      [0.01, 104, 9.920_404_449_154_175_4e-1],
    ] as const) {
      expectRelative(studentTwoSidedP(t, degreesOfFreedom), p, 1e-10);
    }
  });

  it('is 1 − 2 arctan(t) ÷ π for one degree of freedom, the Cauchy distribution', () => {
    for (const t of [0.001, 0.5, 1, 3, 1000])
      expectRelative(studentTwoSidedP(t, 1), 1 - (2 * Math.atan(t)) / Math.PI, 1e-9);
  });

  it('is 1 at zero, 0 at infinity and NaN for NaN', () => {
    expect(studentTwoSidedP(0, 5)).toBe(1);
    expect(studentTwoSidedP(-Infinity, 5)).toBe(0);
    expect(studentTwoSidedP(Number.NaN, 5)).toBeNaN();
  });
});

describe('normalTwoSidedP', () => {
  it('equals 2 · pnorm(−|z|) of R 4.2 to 1e-12, either sign', () => {
    for (const [z, p] of [
      [0.1, 9.203_443_254_459_420_2e-1],
      [1, 3.173_105_078_629_140_9e-1],
      [-2.5, 1.241_933_065_155_227e-2],
      [3, 2.699_796_063_260_189_2e-3],
      [-8, 1.244_192_114_854_357e-15],
    ] as const) {
      expectRelative(normalTwoSidedP(z), p, 1e-12);
    }
  });

  it('has no step where the series hands over to the fraction', () => {
    const handover = 2 * Math.SQRT2;
    expectRelative(normalTwoSidedP(handover * (1 - 1e-15)), normalTwoSidedP(handover * (1 + 1e-15)), 1e-12);
  });

  it('is 1 at zero and NaN for NaN', () => {
    expect(normalTwoSidedP(0)).toBe(1);
    expect(normalTwoSidedP(Number.NaN)).toBeNaN();
  });
});

describe('normalScore', () => {
  it.each([
    [0.5, 0],
    [0.95, 1.644_853_626_951_472_2],
    [0.025, -1.959_963_984_540_054],
    [1e-9, -5.997_807_015_007_687],
  ])('gives %d of a normal distribution below %d', (share, score) => {
    expect(Math.abs(normalScore(share) - score)).toBeLessThan(1e-12);
  });

  it('undoes normalShareBelow', () => {
    for (const z of [-6, -1.3, 0.2, 2.5]) expect(Math.abs(normalScore(normalShareBelow(z)) - z)).toBeLessThan(1e-9);
  });
});
