import { describe, expect, it } from 'vitest';
import { timeDepthFigure } from '../../../src/processes/column/columnFigures.ts';
import type { ColumnRun } from '../../../src/processes/column/columnRun.ts';

/** A yearly wave in cells of 5 cm to 2.5 m and wider ones below, every ten days of 40 years. */
function fortyYears(): ColumnRun {
  const depthsM = Float64Array.from({ length: 90 }, (_, i) => (i < 50 ? 0.025 + 0.05 * i : 2.5 + (i - 50) * 0.5));
  const field = Array.from({ length: 1460 }, (_, i) => {
    const years = (i + 1) / 36.5;
    const temperaturesC = depthsM.map((z) => -3 + 20 * Math.exp(-z / 3) * Math.sin(2 * Math.PI * years - z / 3));
    return { years, surfaceM: 0, depthsM, temperaturesC };
  });
  return { field, rows: [{ year: 0, thawDepthM: 2 }] } as unknown as ColumnRun;
}

describe('timeDepthFigure', () => {
  it('draws 40 years in cells of centimetres in at most 1.5 MB', () => {
    expect(timeDepthFigure(fortyYears(), 'silt', 2020, []).length).toBeLessThan(1.5e6);
  });
});
