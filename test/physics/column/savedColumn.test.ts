import { describe, expect, it } from 'vitest';
import { restoreColumn, saveColumn } from '../../../src/physics/column/savedColumn.ts';
import type { SavedColumn } from '../../../src/physics/column/savedColumn.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import { runYear } from '../../../src/physics/column/year.ts';
import { gravel, sinusoidCase, uniformColumn } from './columns.ts';

const coarse = { finestM: 0.1, fineToM: 3, growth: 1.15, widestM: 2 };
const wave = { meanC: -1, amplitudeC: 10, steps: 365 };

describe('a saved column', () => {
  it('continues to the last bit from JSON', () => {
    const { column, solver, state, year } = sinusoidCase(uniformColumn(gravel, 20, coarse, 0.05), wave);
    runYear(solver, state, year, { first: 0, count: 100 });
    const text = JSON.stringify(saveColumn(column, state));
    runYear(solver, state, year, { first: 100, count: 265 });

    const restored = restoreColumn(JSON.parse(text) as SavedColumn);
    const again = createSolver(restored.column, defaultSolverOptions);
    runYear(again, restored.state, year, { first: 100, count: 265 });
    expect(saveColumn(restored.column, restored.state)).toEqual(saveColumn(column, state));
    expect(Buffer.from(restored.state.enthalpyJM3.buffer).equals(Buffer.from(state.enthalpyJM3.buffer))).toBe(true);
  });

  it.each([
    [{ version: 2 }, /version 1, found 2/],
    [{ enthalpyJM3: [1] }, /file is damaged/],
    [{ materials: [] }, /known material/],
    [{ thicknessM: [] }, /its 0 cells/],
  ])('is refused with %j', (change, message) => {
    const { column, state } = sinusoidCase(uniformColumn(gravel, 20, coarse), wave);
    expect(() => restoreColumn({ ...saveColumn(column, state), ...change })).toThrow(message);
  });
});
