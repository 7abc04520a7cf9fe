/**
 * What people do to a column: dig, fill, heap up. Ground that stays keeps its enthalpy; each gives a new column with its
 * state, for which a new solver is made. A water body or a stripped surface is another surface series, no event.
 */
import { DomainError } from '../../core/errors.ts';
import type { Column, ColumnState } from './column.ts';
import { heatContentJM2 } from './column.ts';
import { layeredGrid } from './grid.ts';
import type { GridRule } from './grid.ts';
import { heatAt } from './heatTable.ts';
import type { HeatTable } from './heatTable.ts';
import type { AtFreezingPoint } from './initial.ts';

export interface Changed {
  readonly column: Column;
  readonly state: ColumnState;
}

/** Rounding of depths, m: a rest of a cell that is thinner goes with what is dug. */
const leastRestM = 1e-6;

/**
 * Takes away the ground above a depth. What lay below it is the surface now, and its cells, wide as they were down
 * there, are split to the sizes of the rule; the parts keep the enthalpy of the whole.
 * @throws {DomainError} 'invalid-input' where nothing would be left
 */
export function excavate(column: Column, state: ColumnState, depthM: number, rule: GridRule): Changed {
  const wholeM = column.thicknessM.reduce((sum, sizeM) => sum + sizeM, 0);
  if (!(depthM > 0 && depthM < wholeM - leastRestM)) {
    throw new DomainError(
      'invalid-input',
      `An excavation must be deeper than 0 m and end above the bottom of the column (${wholeM.toFixed(2)} m), found ${depthM} m`,
    );
  }
  const cells: Cell[] = [];
  let [edgeM, topM] = [0, 0];
  column.thicknessM.forEach((sizeM, i) => {
    edgeM += sizeM;
    const leftM = Math.min(sizeM, edgeM - depthM);
    if (leftM <= leastRestM) return;
    const parts = Math.max(1, Math.round(leftM / ruleSizeM(rule, topM)));
    for (let part = 0; part < parts; part++) cells.push({ ...cellOf(column, state, i), sizeM: leftM / parts });
    topM += leftM;
  });
  return changed(column, state, cells);
}

export interface FillLayer {
  readonly thicknessM: number;
  readonly table: HeatTable;
  /** As it is brought. */
  readonly temperatureC: number;
  readonly atFreezingPoint: AtFreezingPoint;
  /** W/m³; 0 for most ground. */
  readonly heatSourceWM3: number;
}

/** Brings ground on top: a backfilled pit, a waste heap, an embankment. @param layers from the new surface down */
export function fill(column: Column, state: ColumnState, layers: readonly FillLayer[], rule: GridRule): Changed {
  const cells: Cell[] = [];
  const sizes = layeredGrid(
    layers.map(({ thicknessM }) => thicknessM),
    rule,
  );
  let [layer, centreM, bottomM] = [0, 0, layers[0]?.thicknessM ?? 0];
  for (const sizeM of sizes) {
    centreM += sizeM / 2;
    while (centreM > bottomM) bottomM += layers[++layer]!.thicknessM;
    const { table, temperatureC, atFreezingPoint, heatSourceWM3 } = layers[layer]!;
    cells.push({ sizeM, table, heatJM3: heatAt(table, temperatureC, atFreezingPoint), heatSourceWM3 });
    centreM += sizeM / 2;
  }
  column.thicknessM.forEach((_, i) => cells.push(cellOf(column, state, i)));
  return changed(column, state, cells);
}

interface Cell {
  readonly sizeM: number;
  readonly table: HeatTable;
  readonly heatJM3: number;
  readonly heatSourceWM3: number;
}

function cellOf({ thicknessM, tables, tableOf, heatSourceWM3 }: Column, { enthalpyJM3 }: ColumnState, i: number): Cell {
  return {
    sizeM: thicknessM[i]!,
    table: tables[tableOf[i]!]!,
    heatJM3: enthalpyJM3[i]!,
    heatSourceWM3: heatSourceWM3[i]!,
  };
}

/** Size that the rule's growth has reached at a depth: a geometric series sums to its last term. */
function ruleSizeM({ finestM, fineToM, growth, widestM }: GridRule, depthM: number): number {
  return Math.min(finestM + Math.max(0, depthM - fineToM) * (growth - 1), widestM);
}

function changed(column: Column, state: ColumnState, cells: readonly Cell[]): Changed {
  const tables = [...new Set(cells.map(({ table }) => table))];
  const after: Column = {
    thicknessM: Float64Array.from(cells, ({ sizeM }) => sizeM),
    tables,
    tableOf: Uint16Array.from(cells, ({ table }) => tables.indexOf(table)),
    heatSourceWM3: Float64Array.from(cells, ({ heatSourceWM3 }) => heatSourceWM3),
    geothermalFluxWM2: column.geothermalFluxWM2,
  };
  const enthalpyJM3 = Float64Array.from(cells, ({ heatJM3 }) => heatJM3);
  const broughtJM2 = heatContentJM2(after, enthalpyJM3) - heatContentJM2(column, state.enthalpyJM3);
  const ledger = { ...state.ledger, eventsJM2: state.ledger.eventsJM2 + broughtJM2 };
  return { column: after, state: { ...state, enthalpyJM3, ledger } };
}
