import { describe, expect, it } from 'vitest';
import { heatImbalanceJM2 } from '../../../src/physics/column/column.ts';
import { diagnoseYear } from '../../../src/physics/column/diagnosis.ts';
import { spinUp } from '../../../src/physics/column/spinUp.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import { gravel, sinusoidCase, uniformColumn, valueAt } from './columns.ts';

const coarse = { finestM: 0.1, fineToM: 3, growth: 1.15, widestM: 2 };
const rule = { toleranceC: 1e-4, toleranceWM2: 5e-4, mostYears: 500 };
const wave = { meanC: -2.5, amplitudeC: 10, steps: 365 };

describe('spinUp', () => {
  it('ends when a year changes nothing, at the temperature of TTOP at every depth below the thaw', () => {
    const run = sinusoidCase(uniformColumn(gravel, 40, coarse), wave);
    const { column, solver, state, year } = run;
    const done = spinUp(solver, state, year, { ...rule, toleranceC: 1e-5, mostYears: 400 });
    expect(done.endedBy).toBe('steady');
    expect(done.years).toBeGreaterThan(50);
    expect(done.meanChangeC).toBeLessThanOrEqual(1e-5);
    const { meanC } = diagnoseYear(column, runYear(solver, state, year, { first: 0, count: 365 }));
    // (k_t·DDT − k_f·DDF)/(k_f·P) of the steps that the surface took.
    const surfaceC = year.temperatureC;
    const kirchhoff = surfaceC.reduce((sum, atC) => sum + atC * (atC > 0 ? 1.91 : 2.61), 0);
    for (const depthM of [5, 10, 20, 35]) {
      expect(Math.abs(valueAt(column, meanC, depthM) - kirchhoff / 2.61 / 365), `${depthM}`).toBeLessThan(0.002);
    }
    expect(Math.abs(heatImbalanceJM2(column, state))).toBeLessThan(1e-9 * Math.abs(state.ledger.surfaceJM2 || 1e8));
  });

  it('says so when the years are used up', () => {
    const { solver, state, year } = sinusoidCase(uniformColumn(gravel, 40, coarse), wave);
    const done = spinUp(solver, state, year, { ...rule, mostYears: 3 });
    expect(done).toMatchObject({ years: 3, endedBy: 'most-years' });
    expect(done.meanChangeC).toBeGreaterThan(1e-4);
    expect(state.elapsedS).toBe(3 * 365 * 86_400);
  });

  it.each([{ toleranceC: 0 }, { toleranceWM2: -1 }, { mostYears: 1 }])('refuses %j', (change) => {
    const { solver, state, year } = sinusoidCase(uniformColumn(gravel, 40, coarse), wave);
    expect(() => spinUp(solver, state, year, { ...rule, ...change })).toThrow(/2 years at least/);
  });
});
