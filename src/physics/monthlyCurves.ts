/** What the temperature does between twelve monthly means: each way is named, for they differ near 0 °C. */
import { DomainError } from '../core/errors.ts';
import { annualHarmonic } from './annualHarmonic.ts';
import { sinusoidDegreeDays, sumDegreeDays } from './degreeDays.ts';
import type { DegreeDays } from './degreeDays.ts';

/**
 * Degree-days of a year of monthly means.
 * @param meansC °C, 12 values from the year's first month; a NaN makes both indices NaN
 */
type MonthlyDegreeDays = (meansC: ArrayLike<number>) => DegreeDays;

/** Months of a year of 365 days; the 29th of February is left to tables, which know their years. */
export const commonYearDays: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Every way, with what it assumes. The year closes on itself: after December comes its own January. */
export const monthlyCurves = {
  step: {
    description: 'every month keeps its mean; misses what crosses 0 °C within a month, so both indices are too small',
    make: stepCurve,
  },
  linear: {
    description: 'straight lines between the middles of the months; cuts off the peaks and does not keep the means',
    make: linearCurve,
  },
  spline: {
    description:
      'a smooth curve, quadratic in every month, that keeps every monthly mean (Delhez 2003); nearest to daily sums',
    make: splineCurve,
  },
  sinusoid: {
    description: 'the fitted yearly sinusoid in closed form; keeps the yearly mean only',
    make: sinusoidCurve,
  },
} as const satisfies Record<
  string,
  { description: string; make: (lengthDays: readonly number[]) => MonthlyDegreeDays }
>;

export type MonthlyCurve = keyof typeof monthlyCurves;

export const monthlyCurveNames = ['spline', 'step', 'linear', 'sinusoid'] as const satisfies readonly MonthlyCurve[];

/** @param lengthDays of the 12 months; made once for many years, such as the cells of a map */
export function monthlyDegreeDays(curve: MonthlyCurve, lengthDays: readonly number[]): MonthlyDegreeDays {
  if (lengthDays.length !== 12) throw new DomainError('internal', `Expected 12 months, found ${lengthDays.length}`);
  return monthlyCurves[curve].make(lengthDays);
}

function stepCurve(lengthDays: readonly number[]): MonthlyDegreeDays {
  return (meansC) => sumDegreeDays(meansC, lengthDays);
}

function sinusoidCurve(lengthDays: readonly number[]): MonthlyDegreeDays {
  const fit = annualHarmonic(lengthDays);
  const periodDays = lengthDays.reduce((sum, days) => sum + days, 0);
  return (meansC) => {
    const { meanC, amplitudeC } = fit(meansC);
    return sinusoidDegreeDays(meanC, amplitudeC, periodDays);
  };
}

function linearCurve(lengthDays: readonly number[]): MonthlyDegreeDays {
  return (meansC) => {
    let thawIndexCDays = 0;
    let freezeIndexCDays = 0;
    for (let i = 0; i < 12; i++) {
      const next = (i + 1) % 12;
      const days = (lengthDays[i]! + lengthDays[next]!) / 2;
      const thawC = positiveMean(meansC[i]!, meansC[next]! - meansC[i]!, 0);
      thawIndexCDays += days * thawC;
      freezeIndexCDays += days * Math.max(thawC - (meansC[i]! + meansC[next]!) / 2, 0);
    }
    return { thawIndexCDays, freezeIndexCDays };
  };
}

/**
 * In month i, with s from 0 to 1, T = b_i(1−4s+3s²) + b_{i+1}(3s²−2s) + 6m_i(s−s²), whose mean is m_i whatever the
 * temperatures b at the ends of the months; these follow from equal slopes on both sides of each end.
 * @source Delhez 2003, A spline interpolation technique that preserves mass budgets, Applied Mathematics Letters 16:17
 */
function splineCurve(lengthDays: readonly number[]): MonthlyDegreeDays {
  const ends = endWeights(lengthDays);
  const endC = new Float64Array(12);
  return (meansC) => {
    for (let i = 0; i < 12; i++) {
      let sum = 0;
      for (let j = 0; j < 12; j++) sum += ends[i * 12 + j]! * meansC[j]!;
      endC[i] = sum;
    }
    let thawIndexCDays = 0;
    let freezeIndexCDays = 0;
    for (let i = 0; i < 12; i++) {
      const start = endC[i]!;
      const end = endC[(i + 1) % 12]!;
      const meanC = meansC[i]!;
      const thawC = positiveMean(start, 6 * meanC - 4 * start - 2 * end, 3 * start + 3 * end - 6 * meanC);
      thawIndexCDays += lengthDays[i]! * thawC;
      freezeIndexCDays += lengthDays[i]! * Math.max(thawC - meanC, 0); // not −1e-15 where nothing freezes
    }
    return { thawIndexCDays, freezeIndexCDays };
  };
}

/** Row i of the 12 × 12 result times the monthly means is the temperature at the start of month i. */
function endWeights(lengthDays: readonly number[]): Float64Array {
  // Equal slopes: b_{i−1}/d_{i−1} + 2 b_i (1/d_{i−1} + 1/d_i) + b_{i+1}/d_i = 3 (m_{i−1}/d_{i−1} + m_i/d_i)
  const left = new Float64Array(144);
  const right = new Float64Array(144);
  for (let i = 0; i < 12; i++) {
    const before = (i + 11) % 12;
    const [a, b] = [1 / lengthDays[before]!, 1 / lengthDays[i]!];
    left[i * 12 + before] = a;
    left[i * 12 + i] = 2 * (a + b);
    left[i * 12 + ((i + 1) % 12)] = b;
    right[i * 12 + before] = 3 * a;
    right[i * 12 + i] = 3 * b;
  }
  eliminate(left, right);
  return right;
}

/** Gauss–Jordan without pivots, which a diagonally dominant matrix does not need; `right` becomes left⁻¹·right. */
function eliminate(left: Float64Array, right: Float64Array): void {
  for (let pivot = 0; pivot < 12; pivot++) {
    const inverse = 1 / left[pivot * 12 + pivot]!;
    for (let j = 0; j < 12; j++) {
      left[pivot * 12 + j]! *= inverse;
      right[pivot * 12 + j]! *= inverse;
    }
    for (let i = 0; i < 12; i++) {
      const factor = left[i * 12 + pivot]!;
      if (i === pivot || factor === 0) continue;
      for (let j = 0; j < 12; j++) {
        left[i * 12 + j]! -= factor * left[pivot * 12 + j]!;
        right[i * 12 + j]! -= factor * right[pivot * 12 + j]!;
      }
    }
  }
}

/** Mean over s in 0..1 of max(0, c0 + c1·s + c2·s²); NaN for NaN. */
function positiveMean(c0: number, c1: number, c2: number): number {
  const integral = (s: number): number => s * (c0 + s * (c1 / 2 + (s * c2) / 3));
  const positivePart = (from: number, to: number): number => {
    const s = (from + to) / 2;
    return c0 + s * (c1 + s * c2) <= 0 ? 0 : integral(to) - integral(from);
  };
  // A parabola lies within its Bézier points.
  const [middle, last] = [c0 + c1 / 2, c0 + c1 + c2];
  if (c0 <= 0 && middle <= 0 && last <= 0) return 0;
  if (c0 >= 0 && middle >= 0 && last >= 0) return integral(1);
  let sum = 0;
  let from = 0;
  for (const to of rootsWithin(c0, c1, c2)) {
    sum += positivePart(from, to);
    from = to;
  }
  return sum + positivePart(from, 1);
}

/** Roots in 0..1, ascending; in the form that does not cancel. */
function rootsWithin(c0: number, c1: number, c2: number): readonly number[] {
  const discriminant = c1 * c1 - 4 * c2 * c0;
  if (!(discriminant > 0)) return [];
  const q = -(c1 + (c1 < 0 ? -1 : 1) * Math.sqrt(discriminant)) / 2;
  const [a, b] = [q / c2, c0 / q];
  return (a < b ? [a, b] : [b, a]).filter((s) => s > 0 && s < 1);
}
