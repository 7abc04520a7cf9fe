/** Ground whose water does not freeze, against the exact solutions of heat conduction. */
import { describe, expect, it } from 'vitest';
import { createColumn, startState } from '../../../src/physics/column/column.ts';
import { centreDepthsM } from '../../../src/physics/column/grid.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, steadyTemperature } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import {
  dampingDepthM,
  geothermC,
  stepResponseC,
  transferResponseC,
  wavedTemperatureC,
} from '../../../src/physics/conduction.ts';
import { secondsPerDay } from '../../../src/physics/constants.ts';
import { erfc } from '../../../src/core/specialFunctions.ts';
import { phase, sinusoidCase, temperaturesC, uniformColumn, valueAt } from './columns.ts';

const fine = { finestM: 0.05, fineToM: 4, growth: 1.08, widestM: 1 };
const yearS = 365 * secondsPerDay;

function dry(conductivityWMK: number, diffusivityM2S: number) {
  const either = phase(conductivityWMK, conductivityWMK / diffusivityM2S);
  return heatTable(sharpMaterial(either, either, 0), 'dry rock');
}

describe('a column without ice', () => {
  it('carries a yearly wave down, damped and late, within 0.05 °C', () => {
    const column = uniformColumn(dry(2.6, 1.4e-6), 60, fine);
    const { state, year, solver } = sinusoidCase(column, { meanC: -2, amplitudeC: 10, steps: 365 * 4 });
    for (let i = 0; i < 20; i++) runYear(solver, state, year, { first: 0, count: 365 * 4 });
    const damping = dampingDepthM(1.4e-6, 365);
    const points = [
      [1, 91.25],
      [3, 150],
      [5, 200],
      [10, 300],
      [15, 360],
    ] as const;
    runYear(solver, state, year, { first: 0, count: 365 * 4 }, (step) => {
      for (const [depthM, day] of points) {
        if (step !== day * 4 - 1) continue;
        const exact = wavedTemperatureC(-2, 10, damping, depthM, day / 365);
        expect(Math.abs(valueAt(column, temperaturesC(column, state), depthM) - exact), `${depthM}`).toBeLessThan(0.05);
      }
    });
  });

  it('follows a step of the surface for 30 years within 0.3 %', () => {
    const column = uniformColumn(dry(2, 1.1e-6), 200, { ...fine, widestM: 2 });
    const state = startState(
      column,
      heatOfTemperatures(column, () => 0, 'frozen'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    for (let i = 0; i < 30 * 73; i++) solver.advance(state, { temperatureC: 2, resistanceM2KW: 0 }, yearS / 73);
    for (const depthM of [1, 5, 10, 20, 40]) {
      const found = valueAt(column, temperaturesC(column, state), depthM);
      expect(Math.abs(found / stepResponseC(2, 1.1e-6, depthM, 30 * yearS) - 1), `${depthM}`).toBeLessThan(0.003);
    }
  });

  it('follows a steady warming of the surface, 4bt·i²erfc, within 0.5 %', () => {
    const column = uniformColumn(dry(2, 1.1e-6), 200, { ...fine, widestM: 2 });
    const state = startState(
      column,
      heatOfTemperatures(column, () => 0, 'frozen'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    const risePerS = 0.05 / yearS;
    const steps = 40 * 73;
    for (let i = 1; i <= steps; i++) {
      solver.advance(state, { temperatureC: (risePerS * i * yearS) / 73, resistanceM2KW: 0 }, yearS / 73);
    }
    for (const depthM of [1, 5, 10, 20, 40]) {
      const u = depthM / (2 * Math.sqrt(1.1e-6 * 40 * yearS));
      const i2erfc = ((1 + 2 * u * u) * erfc(u) - (2 / Math.sqrt(Math.PI)) * u * Math.exp(-u * u)) / 4;
      const exact = 4 * risePerS * 40 * yearS * i2erfc;
      const found = valueAt(column, temperaturesC(column, state), depthM);
      expect(Math.abs(found / exact - 1), `${depthM}`).toBeLessThan(0.005);
    }
  });

  it('warms through a resistance of 1/h after a step of the air within 0.5 %', () => {
    const column = uniformColumn(dry(2, 1.1e-6), 30, { ...fine, finestM: 0.02 });
    const state = startState(
      column,
      heatOfTemperatures(column, () => 0, 'frozen'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    for (let i = 0; i < 960; i++) solver.advance(state, { temperatureC: 10, resistanceM2KW: 1 / 8 }, 900);
    const ground = { conductivityWMK: 2, diffusivityM2S: 1.1e-6, transferWM2K: 8 };
    for (const depthM of [0.1, 0.5, 1, 2]) {
      const found = valueAt(column, temperaturesC(column, state), depthM);
      expect(Math.abs(found / transferResponseC(10, ground, depthM, 864_000) - 1), `${depthM}`).toBeLessThan(0.005);
    }
  });

  it('settles at the layered geotherm that the flux from below makes, and stays where it is', () => {
    const layers = [
      { topM: 0, bottomM: 5, table: dry(1.6, 1e-6), heatSourceWM3: 0 },
      { topM: 5, bottomM: 25, table: dry(2.2, 1e-6), heatSourceWM3: 0 },
      { topM: 25, bottomM: 60, table: dry(3, 1e-6), heatSourceWM3: 0 },
    ];
    const column = createColumn({ layers, grid: fine, geothermalFluxWM2: 0.06 });
    const solver = createSolver(column, defaultSolverOptions);
    const known = [5, 20, 35].map((thicknessM, i) => ({ thicknessM, conductivityWMK: [1.6, 2.2, 3][i]! }));
    const settled = startState(
      column,
      heatOfTemperatures(column, () => -2.5, 'frozen'),
    );
    for (let i = 0; i < 40; i++) solver.advance(settled, { temperatureC: -2.5, resistanceM2KW: 0 }, 100 * yearS);
    const kept = startState(column, heatOfTemperatures(column, steadyTemperature(column, -2.5), 'frozen'));
    solver.advance(kept, { temperatureC: -2.5, resistanceM2KW: 0 }, 100 * yearS);
    for (const [i, depthM] of centreDepthsM(column.thicknessM).entries()) {
      const exact = geothermC(-2.5, 0.06, known, depthM);
      expect(Math.abs(temperaturesC(column, settled)[i]! - exact)).toBeLessThan(1e-6);
      expect(Math.abs(temperaturesC(column, kept)[i]! - exact)).toBeLessThan(1e-6);
    }
  });

  it('is warmed by a heat source to the parabola S·z·(2D − z)/2k', () => {
    const table = dry(1, 1e-6);
    const column = createColumn({
      layers: [{ topM: 0, bottomM: 10, table, heatSourceWM3: 2 }],
      grid: { ...fine, finestM: 0.1, fineToM: 10 },
      geothermalFluxWM2: 0,
    });
    const state = startState(
      column,
      heatOfTemperatures(column, () => 0, 'frozen'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    for (let i = 0; i < 40; i++) solver.advance(state, { temperatureC: 0, resistanceM2KW: 0 }, 10 * yearS);
    for (const depthM of [1, 5, 9]) {
      const exact = (2 * depthM * (20 - depthM)) / 2;
      expect(Math.abs(valueAt(column, temperaturesC(column, state), depthM) / exact - 1)).toBeLessThan(0.002);
    }
  });
});
