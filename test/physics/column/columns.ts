/** Columns that several tests build alike. */
import { createColumn, startState } from '../../../src/physics/column/column.ts';
import type { Column, ColumnState } from '../../../src/physics/column/column.ts';
import { centreDepthsM } from '../../../src/physics/column/grid.ts';
import type { GridRule } from '../../../src/physics/column/grid.ts';
import { heatTable, temperatureOf } from '../../../src/physics/column/heatTable.ts';
import type { HeatTable } from '../../../src/physics/column/heatTable.ts';
import { heatOfTemperatures } from '../../../src/physics/column/initial.ts';
import { sharpMaterial } from '../../../src/physics/column/material.ts';
import { createSolver, defaultSolverOptions } from '../../../src/physics/column/solver.ts';
import type { SurfaceSeries } from '../../../src/physics/column/surface.ts';
import { secondsPerDay } from '../../../src/physics/constants.ts';
import type { Phase } from '../../../src/physics/neumann.ts';

export function phase(conductivityWMK: number, heatCapacityJM3K: number): Phase {
  return { conductivityWMK, heatCapacityJM3K };
}

/** @source Hindawi AMSE 2021, 5548638, table 3 */
export const gravel = heatTable(sharpMaterial(phase(2.61, 1.863e6), phase(1.91, 2.401e6), 2.32e7), 'gravel');

export function uniformColumn(table: HeatTable, depthM: number, grid: GridRule, geothermalFluxWM2 = 0): Column {
  return createColumn({ layers: [{ topM: 0, bottomM: depthM, table, heatSourceWM3: 0 }], grid, geothermalFluxWM2 });
}

/** A surface whose temperature is known. @param temperatureC one value per step */
export function bareSurface(temperatureC: Float64Array, stepS: number): SurfaceSeries {
  return { stepS, temperatureC, resistanceM2KW: new Float64Array(temperatureC.length) };
}

/** T(t) = mean + amplitude·sin(2πt/P) at the end of each step of a period, °C. */
export function sinusoidC(meanC: number, amplitudeC: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, i) => meanC + amplitudeC * Math.sin((2 * Math.PI * (i + 1)) / steps));
}

/** A column of one material under a sinusoid, from one temperature. */
export function sinusoidCase(
  column: Column,
  { meanC, amplitudeC, steps }: { readonly meanC: number; readonly amplitudeC: number; readonly steps: number },
) {
  const state = startState(
    column,
    heatOfTemperatures(column, () => meanC, 'frozen'),
  );
  const year = bareSurface(sinusoidC(meanC, amplitudeC, steps), (365 * secondsPerDay) / steps);
  return { column, state, year, solver: createSolver(column, defaultSolverOptions) };
}

/** Linear between the centres of cells. */
export function valueAt(column: Column, values: Float64Array, depthM: number): number {
  const centres = centreDepthsM(column.thicknessM);
  const below = centres.findIndex((centreM) => centreM >= depthM);
  const share = (depthM - centres[below - 1]!) / (centres[below]! - centres[below - 1]!);
  return values[below - 1]! + share * (values[below]! - values[below - 1]!);
}

export function temperaturesC(column: Column, { enthalpyJM3 }: ColumnState): Float64Array {
  return enthalpyJM3.map((heatJM3, i) => temperatureOf(column.tables[column.tableOf[i]!]!, heatJM3));
}
