import { describe, expect, it } from 'vitest';
import { heatImbalanceJM2 } from '../../../src/physics/column/column.ts';
import { excavate, fill } from '../../../src/physics/column/events.ts';
import { edgeDepthsM } from '../../../src/physics/column/grid.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import { gravel, phase, sinusoidCase, temperaturesC, uniformColumn, valueAt } from './columns.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';

const rule = { finestM: 0.1, fineToM: 3, growth: 1.15, widestM: 2 };
const wave = { meanC: -2.5, amplitudeC: 10, steps: 365 };
const coal = heatTable(sharpMaterial(phase(0.8, 1.5e6), phase(0.7, 1.7e6), 2e7), 'coal waste');
const brought = { table: coal, temperatureC: 8, atFreezingPoint: 'thawed', heatSourceWM3: 0.5 } as const;

function oneYear() {
  const run = sinusoidCase(uniformColumn(gravel, 40, rule, 0.05), wave);
  runYear(run.solver, run.state, run.year, { first: 0, count: 365 });
  return run;
}

describe('excavate', () => {
  it('leaves the ground below as it was, in finer cells', () => {
    const { column, state } = oneYear();
    const after = excavate(column, state, 12.34, rule);
    expect(Math.abs(edgeDepthsM(after.column.thicknessM).at(-1)! - (40 - 12.34))).toBeLessThan(1e-9);
    expect(after.column.thicknessM[0]).toBeLessThan(0.15);
    expect(Math.max(...after.column.thicknessM)).toBeLessThanOrEqual(2.01);
    const before = temperaturesC(column, state);
    const now = temperaturesC(after.column, after.state);
    for (const depthM of [2, 10, 20]) {
      const difference = valueAt(after.column, now, depthM) - valueAt(column, before, depthM + 12.34);
      expect(Math.abs(difference)).toBeLessThan(0.05);
    }
    expect(Math.abs(heatImbalanceJM2(after.column, after.state))).toBeLessThan(1e-6);
  });

  it.each([0, -1, 40, 99, Number.NaN])('refuses a depth of %d m', (depthM) => {
    const { column, state } = oneYear();
    expect(() => excavate(column, state, depthM, rule)).toThrow(/deeper than 0 m and end above the bottom .*40\.00 m/);
  });
});

describe('fill', () => {
  it('brings ground of its own temperature, material and heat source on top of what was there', () => {
    const { column, state } = oneYear();
    const after = fill(column, state, [{ ...brought, thicknessM: 5 }], rule);
    expect(Math.abs(edgeDepthsM(after.column.thicknessM).at(-1)! - 45)).toBeLessThan(1e-9);
    const now = temperaturesC(after.column, after.state);
    expect(now[0]).toBeCloseTo(8, 9);
    expect(valueAt(after.column, now, 25)).toBeCloseTo(valueAt(column, temperaturesC(column, state), 20), 6);
    const heated = after.column.heatSourceWM3.reduce((sum, source, i) => sum + source * after.column.thicknessM[i]!, 0);
    expect(heated).toBeCloseTo(2.5, 9);
    expect(after.column.tables).toEqual([coal, gravel]);
  });

  it('closes the balance of heat through digging, filling, a source and the years between', () => {
    const { column, state, year } = oneYear();
    const pit = excavate(column, state, 10, rule);
    const run = { first: 0, count: 365 };
    runYear(createSolver(pit.column, defaultSolverOptions), pit.state, year, run);
    const heap = fill(pit.column, pit.state, [{ ...brought, thicknessM: 12 }], rule);
    runYear(createSolver(heap.column, defaultSolverOptions), heap.state, year, run);
    const { ledger, stepCount, elapsedS } = heap.state;
    expect(Math.abs(heatImbalanceJM2(heap.column, heap.state) / ledger.eventsJM2)).toBeLessThan(1e-9);
    expect(ledger.sourceJM2).toBeCloseTo(0.5 * 12 * 365 * 86_400, 0);
    expect(stepCount).toBeGreaterThanOrEqual(3 * 365);
    expect(elapsedS).toBe(3 * 365 * 86_400);
  });
});
