import { describe, expect, it } from 'vitest';
import { runYear } from '../../../src/physics/column/year.ts';
import { gravel, sinusoidCase, temperaturesC, uniformColumn } from './columns.ts';

const grid = { finestM: 0.1, fineToM: 3, growth: 1.15, widestM: 2 };
const whole = { first: 0, count: 365 };

describe('the ground surface of a year', () => {
  it('has the mean that is prescribed', () => {
    const { solver, state, year } = sinusoidCase(uniformColumn(gravel, 20, grid, 0.05), {
      meanC: -3,
      amplitudeC: 12,
      steps: 365,
    });
    const { surfaceMeanC, meanC } = runYear(solver, state, year, whole);
    expect(surfaceMeanC).toBeCloseTo(-3, 10);
    expect(meanC[0]).not.toBeCloseTo(-3, 3);
  });

  it('lies between the air and the uppermost cell as their resistances do', () => {
    const { column, solver, state, year } = sinusoidCase(uniformColumn(gravel, 20, grid), {
      meanC: -12,
      amplitudeC: 10,
      steps: 365,
    });
    // Always frozen, so that half a cell has one resistance.
    const [covers, halfCell] = [0.8, column.thicknessM[0]! / 2 / gravel.frozenWMK];
    let sumC = 0;
    const covered = { ...year, resistanceM2KW: year.resistanceM2KW.map(() => covers) };
    const { surfaceMeanC } = runYear(solver, state, covered, whole, (step) => {
      const cellC = temperaturesC(column, state)[0]!;
      sumC += (year.temperatureC[step]! * halfCell + cellC * covers) / (halfCell + covers);
    });
    expect(surfaceMeanC).toBeCloseTo(sumC / 365, 6);
  });
});
