import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/core/errors.ts';
import { createColumn, heatImbalanceJM2, startState } from '../../../src/physics/column/column.ts';
import { defaultGridRule } from '../../../src/physics/column/grid.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, steadyTemperature } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import type { FreezingCurve } from '../../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import { bareSurface, gravel, phase, sinusoidC, temperaturesC, uniformColumn } from './columns.ts';
import { anySoil, tableOfSoil } from './soils.ts';

const coarse = { finestM: 0.1, fineToM: 2, growth: 1.2, widestM: 2 };
const day = 86_400;

const thawingFrom = (solidusC: number): FreezingCurve => ({
  kind: 'linear',
  solidusC,
  liquidusC: 0,
  mushyConductivityWMK: null,
});

describe('createSolver', () => {
  it('closes the balance of heat to 1e-9 in any layered ground, through seasons, snow, a source and a flux', () => {
    fc.assert(
      fc.property(
        fc.tuple(anySoil, anySoil, anySoil),
        fc.double({ min: -12, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 25, noNaN: true }),
        fc.double({ min: 0, max: 3, noNaN: true }),
        (soils, meanC, amplitudeC, snowM2KW) => {
          const [first, second, third] = soils.map(tableOfSoil);
          const layers = [
            { topM: 0, bottomM: 0.3, table: first!, heatSourceWM3: 0 },
            { topM: 0.3, bottomM: 3, table: second!, heatSourceWM3: 0.2 },
            { topM: 3, bottomM: 20, table: third!, heatSourceWM3: 0 },
          ];
          const column = createColumn({ layers, grid: coarse, geothermalFluxWM2: 0.06 });
          const state = startState(
            column,
            heatOfTemperatures(column, () => meanC, 'frozen'),
          );
          const series = bareSurface(sinusoidC(meanC, amplitudeC, 73), 5 * day);
          series.temperatureC.forEach((atC, i) => (series.resistanceM2KW[i] = atC < -2 ? snowM2KW : 0));
          const solver = createSolver(column, defaultSolverOptions);
          let throughputJM2 = 0;
          let before = 0;
          runYear(solver, state, series, { first: 0, count: 73 }, () => {
            throughputJM2 += Math.abs(state.ledger.surfaceJM2 - before);
            before = state.ledger.surfaceJM2;
          });
          const scale = throughputJM2 + state.ledger.sourceJM2 + state.ledger.bottomJM2;
          expect(Math.abs(heatImbalanceJM2(column, state)) / scale).toBeLessThan(1e-9);
          expect(Math.abs(state.elapsedS - 365 * day)).toBeLessThan(1e-3);
        },
      ),
      { numRuns: 15, seed: 7 },
    );
  });

  it('halves a step that it cannot solve, and ends where it would', () => {
    const column = uniformColumn(gravel, 20, coarse);
    const start = () =>
      startState(
        column,
        heatOfTemperatures(column, () => -2, 'frozen'),
      );
    const surface = { temperatureC: 30, resistanceM2KW: 0 };
    const [hasty, patient] = [start(), start()];
    createSolver(column, { ...defaultSolverOptions, mostIterations: 3 }, 0).advance(hasty, surface, 30 * day);
    createSolver(column, { ...defaultSolverOptions, mostIterations: 200 }).advance(patient, surface, 30 * day);
    expect(patient.stepCount).toBe(1);
    expect(hasty.stepCount).toBeGreaterThan(1);
    expect(hasty.elapsedS).toBe(30 * day);
    expect(Math.abs(hasty.ledger.surfaceJM2 / patient.ledger.surfaceJM2 - 1)).toBeLessThan(0.2);
    expect(Math.abs(heatImbalanceJM2(column, hasty) / hasty.ledger.surfaceJM2)).toBeLessThan(1e-9);
  });

  it('needs no halves where two states would take each other’s turn: 40 years of peat on gravel', () => {
    const peat = heatTable({ ...gravel.material, thawed: phase(0.6, 3e6), latentHeatJM3: 1.2e8 }, 'peat');
    const layers = [
      { topM: 0, bottomM: 0.5, table: peat, heatSourceWM3: 0 },
      { topM: 0.5, bottomM: 40, table: gravel, heatSourceWM3: 0 },
    ];
    const column = createColumn({ layers, grid: defaultGridRule, geothermalFluxWM2: 0.05 });
    const state = startState(column, heatOfTemperatures(column, steadyTemperature(column, -2), 'frozen'));
    const year = bareSurface(sinusoidC(-2, 12, 365), day);
    const solver = createSolver(column, defaultSolverOptions);
    for (let i = 0; i < 40; i++) runYear(solver, state, year, { first: 0, count: 365 });
    expect(state.stepCount).toBe(40 * 365);
  });

  it('goes from piece to piece where whole changes run in circles, in ground of 0.01 beside 20 W/(m·K)', () => {
    const insulation = heatTable(
      { ...sharpMaterial(phase(0.0466, 1.09e5), phase(6.58, 1.05e6), 2.15e5), freezing: thawingFrom(-2) },
      'insulation',
    );
    const crust = heatTable(sharpMaterial(phase(17.4, 3.8e5), phase(0.24, 2.4e6), 1.66e5), 'crust');
    const metal = heatTable(
      { ...sharpMaterial(phase(20, 5.4e5), phase(0.01, 1.4e4), 3.1e8), freezing: thawingFrom(-1) },
      'metal',
    );
    const layers = [
      { topM: 0, bottomM: 0.1, table: insulation, heatSourceWM3: 0 },
      { topM: 0.1, bottomM: 0.35, table: crust, heatSourceWM3: 0 },
      { topM: 0.35, bottomM: 16, table: metal, heatSourceWM3: 0 },
    ];
    const column = createColumn({ layers, grid: { ...coarse, finestM: 0.025 }, geothermalFluxWM2: 0.05 });
    const year = bareSurface(sinusoidC(-3, 22, 365), day);
    const run = (mostTurns: number | undefined) => {
      const state = startState(
        column,
        heatOfTemperatures(column, () => -3, 'frozen'),
      );
      runYear(createSolver(column, defaultSolverOptions, mostTurns), state, year, { first: 0, count: 365 });
      return state;
    };
    expect(() => run(0)).toThrow(/does not converge/);
    const state = run(undefined);
    expect(state.stepCount).toBe(365);
    expect(Math.abs(heatImbalanceJM2(column, state) / state.ledger.surfaceJM2)).toBeLessThan(1e-9);
  });

  it('says where and when a step cannot be solved however often it is halved, and stays at the last one that was', () => {
    const column = uniformColumn(gravel, 20, coarse);
    const state = startState(
      column,
      heatOfTemperatures(column, () => -2, 'frozen'),
    );
    createSolver(column, defaultSolverOptions).advance(state, { temperatureC: -2, resistanceM2KW: 0 }, day);
    const before = [...state.enthalpyJM3];
    const solver = createSolver(column, { ...defaultSolverOptions, mostIterations: 0, mostHalvings: 3 }, 0);
    const failing = () => solver.advance(state, { temperatureC: 30, resistanceM2KW: 0 }, day);
    expect(failing).toThrow(DomainError);
    expect(failing).toThrow(
      /step of 10800 s at day 1\.000 does not converge at a depth of 0\.05 m: its heat is .* from balance/,
    );
    expect([...state.enthalpyJM3]).toEqual(before);
    expect(state.elapsedS).toBe(day);
  });

  it.each([
    [{ temperatureC: Number.NaN, resistanceM2KW: 0 }, day, /surface temperature must be -90 to 1500 °C, found NaN/],
    [{ temperatureC: 273.15 * 10, resistanceM2KW: 0 }, day, /surface temperature/],
    [{ temperatureC: 0, resistanceM2KW: -1 }, day, /resistance must be 0 m²·K\/W or more, found -1/],
    [{ temperatureC: 0, resistanceM2KW: 0 }, 0, /time step must be longer than 0 s/],
  ])('refuses %j for %d s', (surface, durationS, message) => {
    const column = uniformColumn(gravel, 20, coarse);
    const state = startState(
      column,
      heatOfTemperatures(column, () => -2, 'frozen'),
    );
    expect(() => createSolver(column, defaultSolverOptions).advance(state, surface, durationS)).toThrow(message);
  });
});

describe('columns of few cells', () => {
  it.each([2, 3, 4, 5])('of %d conduct to the parabola of a steady heat source', (cells) => {
    const ground = heatTable({ ...gravel.material, frozen: phase(1, 2e6), thawed: phase(1, 2e6) }, 'ground');
    const layers = [{ topM: 0, bottomM: cells, table: ground, heatSourceWM3: 0.5 }];
    const grid = { finestM: 1, fineToM: cells, growth: 1, widestM: 1 };
    const column = createColumn({ layers, grid, geothermalFluxWM2: 0 });
    const state = startState(
      column,
      heatOfTemperatures(column, () => -50, 'frozen'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    for (let i = 0; i < 50; i++) solver.advance(state, { temperatureC: -50, resistanceM2KW: 0 }, 1e9);
    temperaturesC(column, state).forEach((atC, i) => {
      // What the cells below and half of this one make has to leave through the ones above.
      const exact = Array.from({ length: i + 1 }, (_, k) => 0.5 * (cells - k) * (k === 0 ? 0.5 : 1)).reduce(
        (a, b) => a + b,
      );
      expect(Math.abs(atC + 50 - exact)).toBeLessThan(1e-6);
    });
  });

  it('are refused where there is one', () => {
    const one = uniformColumn(gravel, 1, { finestM: 1, fineToM: 1, growth: 1, widestM: 1 });
    expect(() => createSolver(one, defaultSolverOptions)).toThrow(/two cells at least/);
  });
});

describe('runYear', () => {
  it('refuses steps that a series has not', () => {
    const column = uniformColumn(gravel, 20, coarse);
    const state = startState(
      column,
      heatOfTemperatures(column, () => -2, 'frozen'),
    );
    const run = () =>
      runYear(createSolver(column, defaultSolverOptions), state, bareSurface(sinusoidC(-2, 9, 12), day), {
        first: 6,
        count: 7,
      });
    expect(run).toThrow(/Steps 6 to 13 are not in a surface of 12 temperatures/);
  });
});
