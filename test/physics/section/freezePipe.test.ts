/**
 * Ground that freezes around a line which draws heat at an even rate, a freeze pipe: the front is a circle of known radius,
 * the only exact case of two dimensions in which fronts pass cells at every angle.
 */
import { describe, expect, it } from 'vitest';
import { heatAt, heatTable } from '../../../src/physics/column/heatTable.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { thawedPart } from '../../../src/physics/column/zeroDepth.ts';
import { createMesh, volumesM2 } from '../../../src/physics/section/mesh.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { sectionImbalanceJM, startSection } from '../../../src/physics/section/section.ts';
import { findRoot } from '../../../src/core/specialFunctions.ts';

const frozen = { conductivityWMK: 2, heatCapacityJM3K: 2e6 };
const thawed = { conductivityWMK: 1.2, heatCapacityJM3K: 2.9e6 };
/** Of wet silt at 3 °C, W per metre of pipe. */
const [latentHeatJM3, initialC, drawnWM] = [1e8, 3, 60];
const [widthM, durationS] = [8, 200 * 86_400];
const [diffusivityM2S, thawedM2S] = [1e-6, thawed.conductivityWMK / thawed.heatCapacityJM3K];

/** ∫ exp(−t)/t dt from x on, x ≤ 1, by its series. */
function exponentialIntegral(x: number): number {
  let [sum, term] = [-0.577215664901533 - Math.log(x), 1];
  for (let n = 1; n < 30; n++) {
    term *= -x / n;
    sum -= term / n;
  }
  return sum;
}

/**
 * The front's radius over √(4αt).
 * @source Paterson 1952, Proc. Glasgow Math. Assoc. 1:42; Carslaw & Jaeger 1959, §11.6, eq. 14
 */
function similarRadius(): number {
  const ratio = diffusivityM2S / thawedM2S;
  return findRoot(
    (radius) => {
      const square = radius * radius;
      const coming =
        (thawed.conductivityWMK * initialC * Math.exp(-square * ratio)) / exponentialIntegral(square * ratio);
      const drawn = (drawnWM / (4 * Math.PI)) * Math.exp(-square);
      return drawn - coming - square * diffusivityM2S * latentHeatJM3;
    },
    0.01,
    0.8,
  );
}

/** Mean error of the radius by area over the second half of the time, in parts of it; a quarter of the ground is computed. */
function radiusError(columns: number): number {
  const steps = columns ** 2 / 36;
  const edges = Float64Array.from({ length: columns + 1 }, (_, i) => (widthM * i) / columns);
  const mesh = createMesh(edges, edges);
  const table = heatTable(sharpMaterial(frozen, thawed, latentHeatJM3), 'silt');
  const heatSourceWM3 = new Float64Array(mesh.cells);
  heatSourceWM3[0] = -drawnWM / 4 / edges[1]! ** 2;
  const section = {
    mesh,
    tables: [table],
    tableOf: new Uint16Array(mesh.cells),
    ground: new Uint8Array(mesh.cells).fill(1),
    heatSourceWM3,
    geothermalFluxWM2: 0,
  };
  const state = startSection(section, new Float64Array(mesh.cells).fill(heatAt(table, initialC, 'thawed')));
  const solver = createSectionSolver(section, [], { toleranceJM3: 1, mostIterations: 60, mostHalvings: 8 });
  const volumes = volumesM2(mesh);
  const perRoot = 2 * similarRadius() * Math.sqrt(diffusivityM2S);
  const errors: number[] = [];
  for (let step = 1; step <= steps; step++) {
    solver.advance(state, [], durationS / steps);
    if (step < steps / 2) continue;
    const quarterM2 = volumes.reduce((sum, each, i) => sum + each * (1 - thawedPart(table, state.heatJM3[i]!)), 0);
    errors.push((2 * Math.sqrt(quarterM2 / Math.PI)) / (perRoot * Math.sqrt(state.elapsedS)) - 1);
  }
  expect(Math.abs(sectionImbalanceJM(section, state) / state.ledger.sourceJM)).toBeLessThan(1e-9);
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe('the front around a freeze pipe (Paterson 1952)', () => {
  it('lags by less than a tenth of a cell, of first order, so that two sizes of cells tell where it is to 2 in 1000', () => {
    const [coarse, fine] = [30, 60].map(radiusError);
    expect(Math.abs(coarse!), `${coarse}`).toBeLessThan(0.013);
    expect(Math.abs(fine!), `${fine}`).toBeLessThan(0.0065);
    expect(Math.abs(2 * fine! - coarse!), `${coarse} ${fine}`).toBeLessThan(0.002);
  });
});
