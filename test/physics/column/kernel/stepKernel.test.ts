import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fluxAcross, fluxFromOutside } from '../../../../src/physics/section/cells.ts';
import type { Surface } from '../../../../src/physics/column/surface.ts';
import { createColumn } from '../../../../src/physics/column/column.ts';
import type { Column } from '../../../../src/physics/column/column.ts';
import { potentialAt, potentialOf } from '../../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures } from '../../../../src/physics/column/initial.ts';
import { createStepKernel } from '../../../../src/physics/column/kernel/stepKernel.ts';
import type { StepKernel } from '../../../../src/physics/column/kernel/stepKernel.ts';
import { secondsPerDay } from '../../../../src/physics/constants.ts';
import { anySoil, tableOfSoil } from '../soils.ts';

const grid = { finestM: 0.1, fineToM: 1, growth: 1.3, widestM: 2 };
const rules = { toleranceJM3: 1e-3, mostIterations: 60, mostTurns: 0 };

function solve(kernel: StepKernel, column: Column, before: Float64Array, surface: Surface, durationS: number): number {
  kernel.heat.set(before);
  return kernel.solve(topPotential(column, surface), surface, durationS, rules);
}

function topPotential({ tables, tableOf }: Column, { temperatureC }: Surface): number {
  return potentialAt(tables[tableOf[0]!]!, temperatureC);
}

/** Downward through the top of a cell by the heat of the cells, from its definition. */
function fluxThrough(column: Column, heat: Float64Array, surface: Surface, i: number): number {
  const { thicknessM, tables, tableOf, geothermalFluxWM2 } = column;
  if (i === heat.length) return -geothermalFluxWM2;
  const potential = (cell: number): number => potentialOf(tables[tableOf[cell]!]!, heat[cell]!);
  if (i === 0) {
    if (surface.resistanceM2KW > 0) return fluxFromOutside(column, { heat }, surface, 0, thicknessM[0]!).fluxWM2;
    return ((topPotential(column, surface) - potential(0)) * 2) / thicknessM[0]!;
  }
  const [aboveM, ownM] = [thicknessM[i - 1]!, thicknessM[i]!];
  if (tableOf[i] !== tableOf[i - 1]) return fluxAcross(column, { heat }, i - 1, aboveM, i, ownM).fluxWM2;
  return ((potential(i - 1) - potential(i)) * 2) / (aboveM + ownM);
}

/** Seasons over ground of three soils that begins near its freezing point. */
const run = fc.record({
  soils: fc.tuple(anySoil, anySoil, anySoil),
  startC: fc.double({ min: -6, max: 2, noNaN: true }),
  surfaces: fc.array(
    fc.record({
      temperatureC: fc.double({ min: -25, max: 20, noNaN: true }),
      resistanceM2KW: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 3, noNaN: true })),
      days: fc.constantFrom(0.25, 1, 5),
    }),
    { minLength: 12, maxLength: 12 },
  ),
});

function columnOf({ soils, startC }: { readonly soils: Parameters<typeof tableOfSoil>[0][]; readonly startC: number }) {
  const [first, second, third] = soils.map(tableOfSoil);
  const layers = [
    { topM: 0, bottomM: 0.3, table: first!, heatSourceWM3: 0 },
    { topM: 0.3, bottomM: 2, table: second!, heatSourceWM3: 0.4 },
    { topM: 2, bottomM: 12, table: third!, heatSourceWM3: 0 },
  ];
  const column = createColumn({ layers, grid, geothermalFluxWM2: 0.06 });
  return { column, heat: heatOfTemperatures(column, () => startC, 'frozen') };
}

describe('createStepKernel', () => {
  it('leaves every cell of any ground in balance with the fluxes of the end of its step', () => {
    let solved = 0;
    fc.assert(
      fc.property(run, ({ surfaces, ...ground }) => {
        const { column, heat } = columnOf(ground);
        const kernel = createStepKernel(column);
        for (const { days, ...surface } of surfaces) {
          const durationS = days * secondsPerDay;
          if (solve(kernel, column, heat, surface, durationS) >= 0) continue;
          solved++;
          kernel.heat.forEach((endJM3, i) => {
            const entering = fluxThrough(column, kernel.heat, surface, i);
            const leaving = fluxThrough(column, kernel.heat, surface, i + 1);
            const gainedWM2 = entering - leaving + column.heatSourceWM3[i]! * column.thicknessM[i]!;
            const lackingJM3 = endJM3 - heat[i]! - (durationS * gainedWM2) / column.thicknessM[i]!;
            expect(Math.abs(lackingJM3)).toBeLessThan(0.5);
          });
          heat.set(kernel.heat);
        }
      }),
      { numRuns: 25, seed: 11 },
    );
    // Those that are not are halved by the solver.
    expect(solved).toBeGreaterThan(0.99 * 25 * 12);
  });

  it('gives the same bytes whatever it solved before', () => {
    fc.assert(
      fc.property(run, ({ surfaces, ...ground }) => {
        const { column, heat } = columnOf(ground);
        const used = createStepKernel(column);
        for (const { days, ...surface } of surfaces) {
          const durationS = days * secondsPerDay;
          const fresh = createStepKernel(column);
          expect(solve(used, column, heat, surface, durationS)).toBe(solve(fresh, column, heat, surface, durationS));
          expect(Buffer.compare(bytesOf(used.heat), bytesOf(fresh.heat))).toBe(0);
          expect(used.surfaceFluxWM2()).toBe(fresh.surfaceFluxWM2());
          heat.set(fresh.heat);
        }
      }),
      { numRuns: 8, seed: 12 },
    );
  });
});

function bytesOf(values: Float64Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
