import { describe, expect, it } from 'vitest';
import { heatAt, heatTable } from '../../../src/physics/column/heatTable.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { thawedPart } from '../../../src/physics/column/zeroDepth.ts';
import { gradedEdgesM } from '../../../src/physics/section/axis.ts';
import { airFaces, centresM, createMesh, sizesM } from '../../../src/physics/section/mesh.ts';
import { startSection } from '../../../src/physics/section/section.ts';
import { createSectionSolver } from '../../../src/physics/section/solver.ts';
import { cornerFront } from './cornerFreezing.ts';
import type { CornerCase, CornerFront } from './cornerFreezing.ts';

/** Of the paper, and one with the latent heat of wet silt that a wall of −10 °C freezes. */
const published: CornerCase = { latent: 0.25, initial: 0.3 };
const silt: CornerCase = { latent: 4, initial: 0.5 };

const phase = { conductivityWMK: 2, heatCapacityJM3K: 2e6 };
const wallC = -10;
/** When √(4αt) is a metre. */
const timeS = 1 / (4 * 1e-6);
const options = { toleranceJM3: 1, mostIterations: 60, mostHalvings: 8 };
const fineToM = 1.2;

/** Ground right of a wall and below another, its cells even where the front comes and larger beyond. */
function corner(latent: number, cellM: number) {
  const even = Array.from({ length: Math.round(fineToM / cellM) }, (_, i) => i * cellM);
  const beyond = gradedEdgesM(fineToM, 4, [fineToM], { finestM: cellM, growth: 1.15, coarsestM: 0.4 });
  const edges = Float64Array.from([...even, ...beyond]);
  const mesh = createMesh(Float64Array.of(-1, ...edges), edges);
  return {
    mesh,
    tables: [heatTable(sharpMaterial(phase, phase, latent * 2e6 * -wallC), 'ground')],
    tableOf: new Uint16Array(mesh.cells),
    ground: Uint8Array.from({ length: mesh.cells }, (_, i) => (i < mesh.rows ? 0 : 1)),
    heatSourceWM3: new Float64Array(mesh.cells),
    geothermalFluxWM2: 0,
  };
}

/**
 * Error of the depth of freezing from one wall where the other makes a difference, in parts of the depth: the mean over
 * places and over the last half of the time, as a front that passes from cell to cell has an error that comes and goes.
 */
function frontError({ latent, initial }: CornerCase, front: CornerFront, cellM: number, steps: number): number {
  const section = corner(latent, cellM);
  const { mesh, ground, tables } = section;
  const faces = airFaces(mesh, (cell) => ground[cell] === 1).map((face) => ({ ...face, surface: 0 }));
  const state = startSection(
    section,
    Float64Array.from(ground, (here) => here * heatAt(tables[0]!, -wallC * initial, 'thawed')),
  );
  const solver = createSectionSolver(section, faces, options);
  const [xs, sizes] = [centresM(mesh.xEdgesM), sizesM(mesh.depthEdgesM)];
  const frozenM = (column: number): number =>
    sizes.reduce(
      (sum, sizeM, row) => sum + sizeM * (1 - thawedPart(tables[0]!, state.heatJM3[column * mesh.rows + row]!)),
      0,
    );
  const errors: number[] = [];
  for (let step = 1; step <= steps; step++) {
    // By the square of the step, as the front moves fast at first.
    solver.advance(
      state,
      [{ temperatureC: wallC, resistanceM2KW: 0 }],
      timeS * ((step / steps) ** 2 - ((step - 1) / steps) ** 2),
    );
    const grown = step / steps;
    if (grown < Math.SQRT1_2) continue;
    for (const [column, xM] of xs.entries()) {
      const x = xM / grown;
      if (x < front.neumann + 0.15 || x > front.neumann + 0.5 || xM > fineToM) continue;
      const exactM = grown * front.at(x);
      errors.push(Math.abs(frozenM(column) - exactM) / exactM);
    }
  }
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

describe('a corner that freezes from both walls (Rathjen & Jiji 1971)', () => {
  it.each([published, silt])(
    'has a front by the equation to 2e-4 of the cooling, and that of one wall far away: %j',
    (given) => {
      const front = cornerFront(given);
      expect(front.residual).toBeLessThan(2e-4);
      expect(Math.abs(front.at(3.5) - front.neumann)).toBeLessThan(1e-5);
      // Either wall is as good as the other.
      expect(front.at(front.at(0.9))).toBeCloseTo(0.9, 9);
    },
  );

  it('is followed to 1.9, 1 and 0.5 % of its depth by cells of 10, 5 and 2.5 cm where it is a metre deep: of first order', () => {
    const front = cornerFront(published);
    const errors = [0.1, 0.05, 0.025].map((cellM) => frontError(published, front, cellM, 5 / cellM));
    for (const [i, most] of [0.02, 0.01, 0.005].entries()) expect(errors[i], errors.join()).toBeLessThan(most);
    expect(Math.log2(errors[0]! / errors[2]!) / 2, errors.join()).toBeGreaterThan(0.95);
  });

  it('is followed to 1 % by cells of 5 cm where latent heat is all, and fronts are 40 cm deep', () => {
    expect(frontError(silt, cornerFront(silt), 0.05, 100)).toBeLessThan(0.01);
  });
});
