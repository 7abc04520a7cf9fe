/**
 * Two years of a soil column at Barrow, Alaska, against another model, GIPL, and against what was measured. GIPL fills
 * whole cells of its grid with snow, so that its snow is up to a third deeper than what it is given: so does this test.
 * Its scheme takes the heat capacity at the end of a step, which loses latent heat where water freezes within one: with a
 * tenth less of it the column is 0.23 °C from GIPL at most instead of 0.31, and as close to the measurement.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect } from 'vitest';
import { createColumn, heatImbalanceJM2, startState } from '../../../src/physics/column/column.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures, profileTemperature } from '../../../src/physics/column/initial.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { latentHeatByWaterVolume } from '../../../src/physics/latentHeat.ts';
import { oracleTest, sharedFolder } from '../../support/oracles.ts';
import { phase, temperaturesC, valueAt } from './columns.ts';

const folder = sharedFolder('oracles', 'ORACLES');
const stepsPerDay = 4;
/** Of the measurements, m; the surface itself is left out. */
const sensorsM = [0.087, 0.137, 0.213, 0.289, 0.363, 0.44, 0.517, 0.594, 0.745, 0.89, 1.11];

function rows(name: string, skipped: number): readonly (readonly number[])[] {
  const text = readFileSync(join(folder!, 'gipl', name), 'utf8').trim();
  return text
    .split('\n')
    .slice(skipped)
    .map((line) => line.trim().split(/\s+/).map(Number));
}

/** Layers of water content, a and b of its power law, heat capacities and conductivities thawed and frozen, thickness. */
function soil() {
  let topM = 0;
  return rows('in/mineral.txt', 2).map(([totalVolume, a, b, C_t, C_f, k_t, k_f, thicknessM], i, all) => {
    const bottomM = i === all.length - 1 ? 90 : topM + thicknessM!;
    const freezing = { kind: 'power', totalVolume: totalVolume!, a: a!, b: b! } as const;
    const latentHeatJM3 = latentHeatByWaterVolume(totalVolume!);
    const material = { frozen: phase(k_f!, C_f!), thawed: phase(k_t!, C_t!), latentHeatJM3, freezing };
    const layer = { topM, bottomM, table: heatTable(material, `layer ${i + 1}`), heatSourceWM3: 0 };
    topM = bottomM;
    return layer;
  });
}

/** Every day of our column at these depths. */
function simulate(depthsM: readonly number[], nodesM: readonly number[]) {
  const [air, snow, snowWMK] = ['bound', 'snow', 'rsnow'].map((name) =>
    rows(`in/${name}.txt`, 1).map((row) => row[1]!),
  );
  const initial = rows('in/initial.txt', 2).filter(([depthM]) => depthM! >= 0);
  const grid = { finestM: 0.02, fineToM: 1.5, growth: 1.1, widestM: 2 };
  const column = createColumn({ layers: soil(), grid, geothermalFluxWM2: 0 });
  const profile = profileTemperature(initial.map(([depthM, atC]) => ({ depthM: depthM!, temperatureC: atC! })));
  const state = startState(column, heatOfTemperatures(column, profile, 'frozen'));
  const solver = createSolver(column, defaultSolverOptions);
  const days: number[][] = [];
  for (let day = 1; day < 730; day++) {
    for (let part = 1; part <= stepsPerDay; part++) {
      const between = (series: readonly number[]) =>
        series[day - 1]! + (part / stepsPerDay) * (series[day]! - series[day - 1]!);
      const depthM = between(snow!);
      const inCellsM = depthM > 0 ? nodesM.find((node) => node >= depthM)! : 0;
      const surface = { temperatureC: between(air!), resistanceM2KW: inCellsM / snowWMK![day]! };
      solver.advance(state, surface, 86_400 / stepsPerDay);
    }
    const profileC = temperaturesC(column, state);
    days.push(depthsM.map((depthM) => valueAt(column, profileC, depthM)));
  }
  return { days, imbalance: heatImbalanceJM2(column, state) / state.ledger.surfaceJM2 };
}

function rms(differences: readonly number[]): number {
  return Math.sqrt(differences.reduce((sum, each) => sum + each * each, 0) / differences.length);
}

describe('a measured column', () => {
  const test = oracleTest([{ folder, name: 'the GIPL column' }]);
  let gipl: { readonly depthsM: readonly number[]; readonly days: readonly (readonly number[])[] };
  let nodesM: readonly number[];

  beforeAll(() => {
    if (folder === null) return;
    const numbers = rows('in/grid.txt', 1).flat();
    const nodes = numbers.slice(0, 176);
    nodesM = nodes
      .filter((heightM) => heightM < 0)
      .map((heightM) => -heightM)
      .toSorted((a, b) => a - b);
    // The surface, whose temperature is the first, is left out.
    gipl = {
      depthsM: numbers.slice(178).map((node) => nodes[node - 1]!),
      days: rows('out/result.txt', 1).map((row) => row.slice(5)),
    };
  });

  test('is 0.3 °C from GIPL by root mean square where it is closest to the ground, and 0.2 °C by its mean', () => {
    const { days, imbalance } = simulate(gipl.depthsM, nodesM);
    gipl.depthsM.forEach((depthM, i) => {
      const differences = days.map((day, d) => day[i]! - gipl.days[d]![i]!);
      expect(rms(differences), `${depthM} m`).toBeLessThan(0.315);
      const mean = differences.reduce((sum, each) => sum + Math.abs(each), 0) / differences.length;
      expect(mean, `${depthM} m`).toBeLessThan(0.2);
    });
    expect(Math.abs(imbalance)).toBeLessThan(1e-9);
  });

  test('is as far from the measurement as GIPL is: nearer above 0.3 m, by 0.11 °C farther at 1.1 m', () => {
    const { days } = simulate(sensorsM, nodesM);
    const measured = rows('mesres.txt', 1);
    sensorsM.forEach((depthM, i) => {
      const next = gipl.depthsM.findIndex((each) => each >= depthM);
      const [aboveM, belowM] = [gipl.depthsM[next - 1] ?? 0, gipl.depthsM[next]!];
      const share = (depthM - aboveM) / (belowM - aboveM);
      const theirs = gipl.days.map((day) => day[next]! * share + day[next - 1]! * (1 - share));
      const off = (found: readonly number[]) => rms(found.map((atC, d) => atC - measured[d]![i + 1]!));
      const worse = off(days.map((day) => day[i]!)) - off(theirs);
      expect(worse, `${depthM} m`).toBeLessThan(depthM < 0.3 ? 0 : 0.11);
    });
  });
});
