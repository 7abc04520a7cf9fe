import { describe, expect, it } from 'vitest';
import { diagnoseYear } from '../../../src/physics/column/diagnosis.ts';
import { heatAt, heatTable } from '../../../src/physics/column/heatTable.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import { gravel, uniformColumn } from './columns.ts';

const saline = heatTable({ ...gravel.material, freezing: { kind: 'sharp', freezingPointC: -1 } }, 'saline gravel');

/** Ten cells of 1 m. */
function tenMetres(table: HeatTable) {
  return uniformColumn(table, 10, { finestM: 1, fineToM: 10, growth: 1, widestM: 1 });
}

function heats(table: HeatTable, temperaturesC: readonly number[]): Float64Array {
  return Float64Array.from(temperaturesC, (atC) => heatAt(table, atC, 'frozen'));
}

function diagnose(coldestC: readonly number[], warmestC: readonly number[], table = gravel) {
  const record = {
    leastJM3: heats(table, coldestC),
    greatestJM3: heats(table, warmestC),
    meanC: new Float64Array(10),
  };
  return { record, found: diagnoseYear(tenMetres(table), record) };
}

describe('diagnoseYear', () => {
  it('ends the thaw within the cell that was thawing, by its enthalpy', () => {
    const column = tenMetres(gravel);
    const greatestJM3 = heats(gravel, [8, 4, 0, -1, -1, -1, -1, -1, -1, -1]);
    greatestJM3[2] = 0.25 * 2.32e7;
    const leastJM3 = heats(gravel, [-9, -6, -4, -3, -2, -1, -1, -1, -1, -1]);
    const found = diagnoseYear(column, { leastJM3, greatestJM3, meanC: new Float64Array(10) });
    expect(found.thawDepthM).toBe(2.25);
    expect(found.permafrost).toEqual([{ topM: 2.25, bottomM: null }]);
    // Winter froze down to what stays frozen.
    expect(found.frostDepthM).toBeNull();
    expect(found.taliks).toEqual([]);
    expect(found.maxC.slice(0, 4)).toEqual(Float64Array.of(8, 4, 0, -1));
    expect(found.minC.slice(0, 3)).toEqual(Float64Array.of(-9, -6, -4));
  });

  it('ends the thaw at 0 °C between two cells where water freezes below it', () => {
    const { found } = diagnose(
      [-9, -6, -4, -3, -2, -1, -1, -1, -1, -1],
      [8, 3, -0.5, -1, -1, -1, -1, -1, -1, -1],
      saline,
    );
    expect(Math.abs(found.thawDepthM! - (1.5 + 3 / 3.5))).toBeLessThan(1e-9);
  });

  it('finds a talik between the frost of winter and the permafrost below, and the base of that', () => {
    const warmestC = [9, 5, 3, 2, 1, -0.5, -0.5, -0.2, 1, 2];
    const { found } = diagnose([-8, -2, 1, 1, 1, -0.5, -0.5, -0.2, 1, 2], warmestC);
    expect(found.frostDepthM).toBe(2);
    expect(found.thawDepthM).toBe(5);
    expect(found.taliks).toEqual([{ topM: 2, bottomM: 5 }]);
    expect(found.permafrost).toEqual([{ topM: 5, bottomM: 8 }]);
  });

  it('finds no permafrost where all thawed, and the depth of frost within the cell that was freezing', () => {
    const column = tenMetres(gravel);
    const leastJM3 = heats(gravel, [-8, 0, 1, 2, 2, 2, 2, 2, 2, 2]);
    leastJM3[1] = 0.4 * 2.32e7;
    const greatestJM3 = heats(gravel, [9, 8, 7, 6, 5, 4, 3, 3, 3, 3]);
    const found = diagnoseYear(column, { leastJM3, greatestJM3, meanC: new Float64Array(10) });
    expect(found.thawDepthM).toBeNull();
    expect(found.permafrost).toEqual([]);
    expect(found.taliks).toEqual([]);
    expect(Math.abs(found.frostDepthM! - 1.6)).toBeLessThan(1e-12);
  });

  it('finds no frost where none was, and no thaw where none was', () => {
    const warm = diagnose(Array<number>(10).fill(1), Array<number>(10).fill(3)).found;
    expect([warm.frostDepthM, warm.thawDepthM]).toEqual([0, null]);
    const cold = diagnose(Array<number>(10).fill(-3), Array<number>(10).fill(-1)).found;
    expect([cold.frostDepthM, cold.thawDepthM]).toEqual([null, 0]);
  });
});
