import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { fitErrors } from '../../../src/physics/calibration/fitErrors.ts';

const each = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

describe('fitErrors', () => {
  it('is the textbook error of a mean where every residual is a group of its own', () => {
    const residuals = Float64Array.of(1, -1, 2, -2, 0);
    const { standardErrors } = fitErrors([new Float64Array(5).fill(1)], residuals, each(5));
    // s/√n with s² = 10/4.
    expect(Math.abs(standardErrors[0]! - Math.sqrt(2.5 / 5))).toBeLessThan(1e-12);
  });

  it('is √k larger where residuals come in groups of k alike, and the naive error stays', () => {
    const random = createRandom(5);
    const draws = Array.from({ length: 400 }, () => random.nextUnit() - 0.5);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const single = Float64Array.from(draws, (draw) => draw - mean);
    const tenfold = Float64Array.from({ length: 4000 }, (_, i) => single[Math.floor(i / 10)]!);
    const groups = Uint32Array.from(tenfold, (_, i) => Math.floor(i / 10));
    const grouped = fitErrors([new Float64Array(4000).fill(1)], tenfold, groups).standardErrors[0]!;
    const naive = fitErrors([new Float64Array(4000).fill(1)], tenfold, each(4000)).standardErrors[0]!;
    expect(Math.abs(grouped / naive - Math.sqrt(10))).toBeLessThan(0.01);
  });

  it('gives the correlation of intercept and slope, −Σx/√(nΣx²)', () => {
    const x = Float64Array.of(1, 2, 3, 4);
    const { correlations } = fitErrors(
      [new Float64Array(4).fill(1), x],
      Float64Array.of(0.1, -0.1, 0.2, -0.2),
      each(4),
    );
    expect(Math.abs(correlations![0]![1]! + 10 / Math.sqrt(4 * 30))).toBeLessThan(1e-12);
    expect(correlations![1]![1]).toBeCloseTo(1, 12);
  });

  it('has no number for columns that are alike, nor errors where groups are few', () => {
    const column = Float64Array.of(1, 2, 3, 4);
    const alike = fitErrors([column, column.map((value) => 2 * value)], column, each(4));
    expect(alike.correlations).toBeNull();
    expect([...alike.standardErrors]).toEqual([Number.NaN, Number.NaN]);
    const few = fitErrors([column], column, Uint32Array.of(0, 0, 1, 1));
    expect([...few.standardErrors]).toEqual([Number.NaN]);
    expect(few.correlations).toEqual([Float64Array.of(1)]);
  });
});
