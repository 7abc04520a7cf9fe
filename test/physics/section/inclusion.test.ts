/**
 * A frozen square in thawed sand that thaws from all sides: InterFrost's case TH2 where no water flows, closed on all sides.
 * The results of that intercomparison and its parameter sheet were not at hand: sand, curve and temperatures are those
 * commonly cited, and the judge is what finer cells tell.
 */
import { describe, expect, it } from 'vitest';
import { heatAt, heatTable, liquidShareOf, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import { createMesh } from '../../../src/physics/section/mesh.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { sectionImbalanceJM, startSection } from '../../../src/physics/section/section.ts';
import { longTest } from '../../support/oracles.ts';

const porosity = 0.37;
const ofPores = (grains: number, pores: number): number => grains * (1 - porosity) + pores * porosity;
const table = heatTable(
  {
    frozen: { conductivityWMK: ofPores(9, 2.14), heatCapacityJM3K: ofPores(2650 * 835, 920 * 2060) },
    thawed: { conductivityWMK: ofPores(9, 0.6), heatCapacityJM3K: ofPores(2650 * 835, 1000 * 4182) },
    latentHeatJM3: porosity * 1000 * 334_000,
    freezing: { kind: 'exponential', freezingPointC: 0, widthC: 0.5, residualShare: 0.05 },
  },
  'sand',
);
const hours = [5, 10, 15, 20, 25, 30];
/** m² of pores that are ice then, of cells of 2 and 1 cm and what the order between them leaves. */
const extrapolatedM2 = [0.071542, 0.053309, 0.041099, 0.03247, 0.026191, 0.021523];

/** Ice at the hours, of a square of a metre; mirrored and turned it stays as it was. */
function iceM2(columns: number): readonly number[] {
  // As the square of the cells, and ten hours are whole steps.
  const stepsPerHour = columns ** 2 / 288;
  const edges = Float64Array.from({ length: columns + 1 }, (_, i) => i / columns);
  const mesh = createMesh(edges, edges);
  const isWithin = (i: number): boolean => i >= columns / 3 && i < (2 * columns) / 3;
  const section = {
    mesh,
    tables: [table],
    tableOf: new Uint16Array(mesh.cells),
    ground: new Uint8Array(mesh.cells).fill(1),
    heatSourceWM3: new Float64Array(mesh.cells),
    geothermalFluxWM2: 0,
  };
  const heatJM3 = Float64Array.from({ length: mesh.cells }, (_, i) =>
    isWithin(Math.floor(i / columns)) && isWithin(i % columns)
      ? heatAt(table, -5, 'frozen')
      : heatAt(table, 5, 'thawed'),
  );
  const state = startSection(section, heatJM3);
  const solver = createSectionSolver(section, [], { toleranceJM3: 0.1, mostIterations: 60, mostHalvings: 8 });
  const found: number[] = [];
  for (let step = 1; step <= 30 * stepsPerHour; step++) {
    solver.advance(state, [], 3600 / stepsPerHour);
    if (!hours.includes(step / stepsPerHour)) continue;
    const ice = state.heatJM3.reduce((sum, heat) => sum + 1 - liquidShareOf(table, heat), 0);
    found.push(ice / mesh.cells);
  }
  expect(Math.abs(sectionImbalanceJM(section, state)) / Math.abs(state.startJM)).toBeLessThan(1e-12);
  expectSymmetric(
    Array.from(state.heatJM3, (heat) => temperatureOf(table, heat)),
    columns,
  );
  return found;
}

function expectSymmetric(temperaturesC: readonly number[], columns: number): void {
  for (const [i, atC] of temperaturesC.entries()) {
    const [x, z] = [Math.floor(i / columns), i % columns];
    const mirrored = temperaturesC[(columns - 1 - x) * columns + z]!;
    const turned = temperaturesC[z * columns + x]!;
    expect(Math.max(Math.abs(mirrored - atC), Math.abs(turned - atC))).toBeLessThan(1e-6 /* °C */);
  }
}

describe('a frozen square that thaws in warm sand (InterFrost TH2 without flow)', () => {
  it('has the ice of fine cells at every hour, to second order, and keeps its symmetry and heat', () => {
    const [coarse, fine] = [24, 48].map(iceM2);
    for (const [k, exact] of extrapolatedM2.entries()) {
      const errors = [coarse![k]! - exact, fine![k]! - exact].map(Math.abs);
      expect(Math.log2(errors[0]! / errors[1]!), `${hours[k]} h: ${errors.join()}`).toBeGreaterThan(1.8);
      expect(errors[1]! / exact, `${hours[k]} h`).toBeLessThan(0.012);
    }
  });

  longTest('has in cells of 1.4 cm what the second order leaves of it', () => {
    for (const [k, ice] of iceM2(72).entries()) expect(Math.abs(ice / extrapolatedM2[k]! - 1)).toBeLessThan(0.005);
  });
});
