/**
 * What a year of a column costs one thread: `npm run bench:column [years]` prints one JSON line of CPU-milliseconds per
 * column-year, 115 cells by daily steps with the year's diagnosis, the least of runs of two years; beside it what a bare
 * tridiagonal elimination of the same cells takes, so that figures of a busy machine can be compared.
 */
import { createColumn, startState } from '../../src/physics/column/column.ts';
import { diagnoseYear } from '../../src/physics/column/diagnosis.ts';
import { defaultGridRule } from '../../src/physics/column/grid.ts';
import { heatTable } from '../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, steadyTemperature } from '../../src/physics/column/initial.ts';
import type { FreezingCurve } from '../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../src/physics/column/solver.ts';
import { runYear } from '../../src/physics/column/year.ts';
import { secondsPerDay } from '../../src/physics/constants.ts';
import { bareSurface, sinusoidC } from '../physics/column/columns.ts';

const years = Number(process.argv[2] ?? 400);
const yearsPerRun = 2;

const curves: Readonly<Record<string, FreezingCurve>> = {
  sharp: { kind: 'sharp', freezingPointC: 0 },
  power: { kind: 'power', totalVolume: 0.35, a: 0.06, b: -0.324 },
};

function columnOf(freezing: FreezingCurve) {
  const frozen = { conductivityWMK: 2.61, heatCapacityJM3K: 1.863e6 };
  const thawed = { conductivityWMK: 1.91, heatCapacityJM3K: 2.401e6 };
  const peat = { conductivityWMK: 0.6, heatCapacityJM3K: 3e6 };
  const upper = heatTable({ frozen, thawed: peat, latentHeatJM3: 1.2e8, freezing }, 'upper');
  const lower = heatTable({ frozen, thawed, latentHeatJM3: 2.32e7, freezing }, 'lower');
  const layers = [
    { topM: 0, bottomM: 0.5, table: upper, heatSourceWM3: 0 },
    { topM: 0.5, bottomM: 40, table: lower, heatSourceWM3: 0 },
  ];
  return createColumn({ layers, grid: defaultGridRule, geothermalFluxWM2: 0.05 });
}

function cpuMs(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function columnYearMs(freezing: FreezingCurve): { readonly cells: number; readonly ms: number } {
  const column = columnOf(freezing);
  const state = startState(column, heatOfTemperatures(column, steadyTemperature(column, -2), 'frozen'));
  const solver = createSolver(column, defaultSolverOptions);
  const year = bareSurface(sinusoidC(-2, 12, 365), secondsPerDay);
  let ms = Infinity;
  for (let done = 0; done < years; done += yearsPerRun) {
    const spent = cpuMs(() => {
      for (let i = 0; i < yearsPerRun; i++) {
        diagnoseYear(column, runYear(solver, state, year, { first: 0, count: 365 }));
      }
    });
    ms = Math.min(ms, spent / yearsPerRun);
  }
  return { cells: column.thicknessM.length, ms };
}

/** One elimination per step. */
function eliminationMs(cells: number): number {
  const [upper, found] = [new Float64Array(cells), new Float64Array(cells)];
  const eliminate = (): void => {
    for (let i = 1; i < cells; i++) {
      const pivot = 1 / (1.6 - 0.3 * upper[i - 1]!);
      upper[i] = 0.3 * pivot;
      found[i] = (1 + 0.3 * found[i - 1]!) * pivot;
    }
    for (let i = cells - 2; i >= 0; i--) found[i] = found[i]! + upper[i]! * found[i + 1]!;
  };
  let ms = Infinity;
  for (let run = 0; run < 10; run++) {
    const spent = cpuMs(() => {
      for (let step = 0; step < 365 * yearsPerRun; step++) eliminate();
    });
    ms = Math.min(ms, spent / yearsPerRun);
  }
  return ms;
}

const costs = Object.fromEntries(Object.entries(curves).map(([name, curve]) => [name, columnYearMs(curve)]));
const elimination = eliminationMs(costs['sharp']!.cells);
console.log(JSON.stringify({ bench: 'column', unit: 'CPU-ms per column-year', costs, elimination }));
