/** Columns that several tests build alike. */
import { createColumn } from '../../../src/physics/column/column.ts';
import type { Column } from '../../../src/physics/column/column.ts';
import type { GridRule } from '../../../src/physics/column/grid.ts';
import { heatTable } from '../../../src/physics/column/heatTable.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import type { Phase } from '../../../src/physics/neumann.ts';

export function phase(conductivityWMK: number, heatCapacityJM3K: number): Phase {
  return { conductivityWMK, heatCapacityJM3K };
}

/** @source Hindawi AMSE 2021, 5548638, table 3 */
export const gravel = heatTable(sharpMaterial(phase(2.61, 1.863e6), phase(1.91, 2.401e6), 2.32e7), 'gravel');

export function uniformColumn(table: HeatTable, depthM: number, grid: GridRule, geothermalFluxWM2 = 0): Column {
  return createColumn({ layers: [{ topM: 0, bottomM: depthM, table, heatSourceWM3: 0 }], grid, geothermalFluxWM2 });
}
