/** Where a profile of enthalpies passes 0 °C. */
import type { Column } from './column.ts';
import { temperatureOf } from './heatTable.ts';
import type { HeatTable } from './heatTable.ts';

/** Whether its water freezes at 0 °C itself, so that the enthalpy of a cell at 0 °C says how much of it has. */
function freezesAtZero({ steps, nodeC, material }: HeatTable): boolean {
  return steps === 1 && nodeC[0] === 0 && material.latentHeatJM3 > 0;
}

/**
 * The part of a cell that is warmer than 0 °C, 0..1: by its enthalpy where it is freezing at 0 °C, else none or all.
 */
export function thawedPart(table: HeatTable, heatJM3: number): number {
  if (freezesAtZero(table)) return Math.min(Math.max(heatJM3 / table.material.latentHeatJM3, 0), 1);
  return temperatureOf(table, heatJM3) >= 0 ? 1 : 0;
}

/**
 * Depth at which thawed ground ends (or, going down, begins) within or above a cell, m: by the part of the cell that
 * has changed where it freezes at 0 °C, else where the temperature between this cell's centre and the one above is 0.
 * @param edgeM depth of the cell's top
 * @param cell  the first going down that is not wholly what the ones above are
 */
export function zeroDepthM(
  column: Column,
  heatJM3: Float64Array,
  cell: number,
  edgeM: number,
  above: 'thawed' | 'frozen',
) {
  const { tables, tableOf, thicknessM } = column;
  const table = tables[tableOf[cell]!]!;
  const sizeM = thicknessM[cell]!;
  if (freezesAtZero(table)) {
    const thawed = thawedPart(table, heatJM3[cell]!);
    return edgeM + sizeM * (above === 'thawed' ? thawed : 1 - thawed);
  }
  if (cell === 0) return 0;
  const fromC = temperatureOf(tables[tableOf[cell - 1]!]!, heatJM3[cell - 1]!);
  const toC = temperatureOf(table, heatJM3[cell]!);
  const halvesM = [thicknessM[cell - 1]! / 2, sizeM / 2] as const;
  return edgeM - halvesM[0] + (fromC / (fromC - toC)) * (halvesM[0] + halvesM[1]);
}
