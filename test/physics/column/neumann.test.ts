/** The solver against the exact front of thaw or frost below a surface that is set to one temperature. */
import { describe, expect, it } from 'vitest';
import { heatImbalanceJM2, startState } from '../../../src/physics/column/column.ts';
import type { Column, ColumnState } from '../../../src/physics/column/column.ts';
import { heatTable, liquidShareOf } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { secondsPerDay } from '../../../src/physics/constants.ts';
import { neumannFrontM, neumannPsi } from '../../../src/physics/neumann.ts';
import type { NeumannCase } from '../../../src/physics/neumann.ts';
import { phase, uniformColumn } from './columns.ts';

/** The table of section "Transient 1-D solver" of Carslaw & Jaeger's problem, with published soils. */
const cases: readonly (readonly [string, Omit<NeumannCase, 'meltingC'>])[] = [
  [
    'gravel thaws',
    { near: phase(1.91, 2.401e6), far: phase(2.61, 1.863e6), latentHeatJM3: 2.32e7, surfaceC: 5, initialC: -2 },
  ],
  [
    'fill freezes',
    { near: phase(1.98, 1.913e6), far: phase(1.919, 2.232e6), latentHeatJM3: 2.01e7, surfaceC: -8, initialC: 3 },
  ],
  [
    'stone at 0 °C thaws',
    { near: phase(1.474, 2.413e6), far: phase(1.824, 2.122e6), latentHeatJM3: 3.81e7, surfaceC: 4, initialC: 0 },
  ],
  [
    'water freezes',
    { near: phase(2.09, 2.108e6), far: phase(0.6, 4.187e6), latentHeatJM3: 3.337e8, surfaceC: -5, initialC: 5 },
  ],
];

describe.each(cases)('front of a column: %s', (_name, given) => {
  it.each([
    { finestM: 0.05, stepS: secondsPerDay, fineToM: 4, tolerance: 0.003 },
    { finestM: 0.02, stepS: secondsPerDay / 4, fineToM: 3, tolerance: 0.001 },
  ])('lies at 2ψ√(αt) after 100 days with cells of $finestM m', ({ finestM, stepS, fineToM, tolerance }) => {
    const thaws = given.surfaceC > 0;
    const [frozen, thawed] = thaws ? [given.far, given.near] : [given.near, given.far];
    const table = heatTable(sharpMaterial(frozen, thawed, given.latentHeatJM3), 'ground');
    const column = uniformColumn(table, 20, { finestM, fineToM, growth: 1.08, widestM: 1 });
    const state = startState(
      column,
      heatOfTemperatures(column, () => given.initialC, thaws ? 'frozen' : 'thawed'),
    );
    const solver = createSolver(column, defaultSolverOptions);
    const steps = (100 * secondsPerDay) / stepS;
    for (let step = 0; step < steps; step++) {
      solver.advance(state, { temperatureC: given.surfaceC, resistanceM2KW: 0 }, stepS);
    }
    const exactM = neumannFrontM(neumannPsi({ ...given, meltingC: 0 }), given.near, 100 * secondsPerDay);
    expect(Math.abs(frontM(column, state, thaws) / exactM - 1)).toBeLessThan(tolerance);
    expect(Math.abs(heatImbalanceJM2(column, state) / state.ledger.surfaceJM2)).toBeLessThan(1e-9);
  });
});

/** Thickness of what has changed its phase. */
function frontM({ thicknessM, tables }: Column, { enthalpyJM3 }: ColumnState, thaws: boolean): number {
  return thicknessM.reduce((sum, sizeM, i) => {
    const liquid = liquidShareOf(tables[0]!, enthalpyJM3[i]!);
    return sum + sizeM * (thaws ? liquid : 1 - liquid);
  }, 0);
}
