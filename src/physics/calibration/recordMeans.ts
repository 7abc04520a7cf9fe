/** A column as sensors in it would see it. */
import { centreDepthsM } from '../column/grid.ts';
import { temperatureOf } from '../column/heatTable.ts';
import { createSolver, defaultSolverOptions } from '../column/solver.ts';
import { valueAt } from '../simulation/yearRow.ts';
import type { Column, ColumnState } from '../column/column.ts';
import type { SurfaceSeries } from '../column/surface.ts';

/**
 * @param state moves on with the steps
 * @param stepsOfMean of each mean, which the steps are a multiple of
 * @returns °C, row-major, a row per mean; linear between the centres of cells
 */
export function recordMeans(
  column: Column,
  state: ColumnState,
  { temperatureC, resistanceM2KW, stepS }: SurfaceSeries,
  stepsOfMean: number,
  depthsM: readonly number[],
): Float64Array {
  const solver = createSolver(column, defaultSolverOptions);
  const centresM = centreDepthsM(column.thicknessM);
  const found = new Float64Array((temperatureC.length / stepsOfMean) * depthsM.length);
  for (let step = 0; step < temperatureC.length; step++) {
    const surface = { temperatureC: temperatureC[step]!, resistanceM2KW: resistanceM2KW[step]! };
    solver.advance(state, surface, stepS);
    const cellsC = state.enthalpyJM3.map((heatJM3, i) => temperatureOf(column.tables[column.tableOf[i]!]!, heatJM3));
    const row = Math.floor(step / stepsOfMean) * depthsM.length;
    depthsM.forEach((depthM, i) => (found[row + i]! += valueAt(centresM, cellsC, depthM) / stepsOfMean));
  }
  return found;
}
