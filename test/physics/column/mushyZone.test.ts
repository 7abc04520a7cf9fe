/** Ground that freezes over a range of temperatures against Lunardini's three zones: the case T1 of InterFrost. */
import { describe, expect, it } from 'vitest';
import { startState } from '../../../src/physics/column/column.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures } from '../../../src/physics/column/initial.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { lunardiniFronts, lunardiniTemperatureC } from '../../../src/physics/lunardini.ts';
import { phase, temperaturesC, uniformColumn, valueAt } from './columns.ts';

describe('a mushy zone of a column', () => {
  it.each([-4, -1])(
    'has the exact temperatures with a solidus of %d °C after 24 and 72 h, within 0.03 °C',
    (solidusC) => {
      const [frozen, mushy, thawed] = [phase(3.462696, 690_360), phase(2.939946, 690_360), phase(2.417196, 690_360)];
      const given = {
        frozen,
        mushy,
        thawed,
        latentHeatJM3: 68_459_005.44,
        surfaceC: -6,
        solidusC,
        liquidusC: 0,
        initialC: 4,
      };
      const freezing = { kind: 'linear', solidusC, liquidusC: 0, mushyConductivityWMK: 2.939946 } as const;
      const table = heatTable({ frozen, thawed, latentHeatJM3: given.latentHeatJM3, freezing }, 'sand');
      const column = uniformColumn(table, 8, { finestM: 0.005, fineToM: 0.6, growth: 1.05, widestM: 0.2 });
      const state = startState(
        column,
        heatOfTemperatures(column, () => 4, 'thawed'),
      );
      const solver = createSolver(column, defaultSolverOptions);
      const fronts = lunardiniFronts(given);
      for (let step = 1; step <= 72 * 12; step++) {
        solver.advance(state, { temperatureC: -6, resistanceM2KW: 0 }, 300);
        if (step !== 24 * 12 && step !== 72 * 12) continue;
        for (const depthM of [0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.5, 1]) {
          const exact = lunardiniTemperatureC(given, fronts, depthM, step * 300);
          const found = valueAt(column, temperaturesC(column, state), depthM);
          expect(Math.abs(found - exact), `${depthM} m, step ${step}`).toBeLessThan(0.03);
        }
      }
    },
  );
});
