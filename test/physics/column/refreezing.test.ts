import { describe, expect, it } from 'vitest';
import { frozenBy, notFrozen, refreezingOf } from '../../../src/physics/column/refreezing.ts';
import { diagnoseYear } from '../../../src/physics/column/diagnosis.ts';
import { heatAt } from '../../../src/physics/column/heatTable.ts';
import { gravel, uniformColumn } from './columns.ts';

const latentJM3 = 2.32e7;

/** Ten cells of 1 m, filled to a depth, of which winter freezes all. */
function refreezing(warmestJM3: Float64Array, baseM: number) {
  const column = uniformColumn(gravel, 10, { finestM: 1, fineToM: 10, growth: 1, widestM: 1 });
  const leastJM3 = new Float64Array(10).fill(heatAt(gravel, -9, 'frozen'));
  const record = { leastJM3, greatestJM3: warmestJM3, meanC: new Float64Array(10) };
  return refreezingOf(column, record, diagnoseYear(column, record), baseM);
}

/** Thawed above 2 m, frozen at 0 °C to 5 m and colder below. */
function warmest(): Float64Array {
  return Float64Array.from([8, 5, 0, 0, 0, -1, -1, -1, -1, -1], (atC) => heatAt(gravel, atC, 'frozen'));
}

describe('refreezingOf', () => {
  it('looks at what lies below the thaw of every summer', () => {
    expect(refreezing(warmest(), 8)).toEqual({ belowZero: true, onePercent: true });
    expect(refreezing(warmest(), 2)).toEqual({ belowZero: false, onePercent: false });
  });

  it('tells ground that is no warmer than 0 °C from ground whose water is frozen', () => {
    // Frozen above, so that the thaw ends over it; 10 % of the water of one cell in three, and in thirty.
    const heat = warmest().fill(heatAt(gravel, -1, 'frozen'), 0, 3);
    heat[3] = 0.1 * latentJM3;
    expect(refreezing(heat, 4)).toEqual({ belowZero: true, onePercent: false });
    heat[3] = 0.03 * latentJM3;
    expect(refreezing(heat, 4)).toEqual({ belowZero: true, onePercent: true });
  });
});

describe('frozenBy', () => {
  it('keeps the first year of each test', () => {
    const first = frozenBy(notFrozen, { belowZero: true, onePercent: false }, 3);
    expect(first).toEqual({ belowZeroYear: 3, onePercentYear: null });
    const second = frozenBy(first, { belowZero: false, onePercent: true }, 7);
    expect(second).toEqual({ belowZeroYear: 3, onePercentYear: 7 });
    expect(frozenBy(second, { belowZero: true, onePercent: true }, 9)).toEqual(second);
  });
});
