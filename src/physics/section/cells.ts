/** What a step asks of cells whatever their neighbours are: temperatures, potentials, resistances, limits of a change. */
import { temperatureOf, temperatureSlope } from '../column/heatTable.ts';
import type { HeatTable } from '../column/heatTable.ts';
import type { Surface } from '../column/surface.ts';

/** What cells are made of. */
interface Cells {
  readonly tables: readonly HeatTable[];
  /** Index into `tables`. */
  readonly tableOf: Uint16Array;
}

/** One value per cell: enthalpies, and what they make of them. */
export interface CellHeat {
  /** J/m³. */
  readonly heat: Float64Array;
  readonly temperatureC: Float64Array;
  /** dT/dH. */
  readonly slopeC: Float64Array;
  /** Kirchhoff's, W/m. */
  readonly potential: Float64Array;
  /** dΘ/dH. */
  readonly slopeWM: Float64Array;
  /** Of the enthalpy, as an iteration wants it. */
  readonly change: Float64Array;
}

/** Temperatures, potentials and their slopes by enthalpy. */
export function readTables({ tables, tableOf }: Cells, work: CellHeat): void {
  const { heat, temperatureC, slopeC, potential, slopeWM } = work;
  for (let i = 0; i < heat.length; i++) {
    const table = tables[tableOf[i]!]!;
    const heatJM3 = heat[i]!;
    if (heatJM3 < table.frozenJM3) {
      const slope = 1 / table.frozenJM3K;
      const beyond = (heatJM3 - table.frozenJM3) * slope;
      temperatureC[i] = table.nodeC[0]! + beyond;
      slopeC[i] = slope;
      potential[i] = table.nodeWM[0]! + beyond * table.frozenWMK;
      slopeWM[i] = slope * table.frozenWMK;
    } else if (heatJM3 >= table.thawedJM3) {
      const slope = 1 / table.thawedJM3K;
      const beyond = (heatJM3 - table.thawedJM3) * slope;
      temperatureC[i] = table.nodeC[table.steps]! + beyond;
      slopeC[i] = slope;
      potential[i] = table.nodeWM[table.steps]! + beyond * table.thawedWMK;
      slopeWM[i] = slope * table.thawedWMK;
    } else readNodes(table, heatJM3, i, work);
  }
}

function readNodes(table: HeatTable, heatJM3: number, i: number, work: CellHeat): void {
  const { nodeC, nodeWM, stepsPerJM3 } = table;
  const at = (heatJM3 - table.frozenJM3) * stepsPerJM3;
  const step = Math.min(Math.floor(at), table.steps - 1);
  const stepC = nodeC[step + 1]! - nodeC[step]!;
  const stepWM = nodeWM[step + 1]! - nodeWM[step]!;
  work.temperatureC[i] = nodeC[step]! + (at - step) * stepC;
  work.slopeC[i] = stepC * stepsPerJM3;
  work.potential[i] = nodeWM[step]! + (at - step) * stepWM;
  work.slopeWM[i] = stepWM * stepsPerJM3;
}

/** dz/2k of a cell and its derivative by the enthalpy; the engine keeps the pair off the heap. */
function halfResistance(table: HeatTable, heatJM3: number, thicknessM: number): { m2KW: number; byHeat: number } {
  if (heatJM3 < table.frozenJM3) return { m2KW: thicknessM / (2 * table.frozenWMK), byHeat: 0 };
  if (heatJM3 >= table.thawedJM3) return { m2KW: thicknessM / (2 * table.thawedWMK), byHeat: 0 };
  const { nodeWMK, stepsPerJM3 } = table;
  const at = (heatJM3 - table.frozenJM3) * stepsPerJM3;
  const step = Math.min(Math.floor(at), table.steps - 1);
  const rise = nodeWMK[step + 1]! - nodeWMK[step]!;
  const conductivity = nodeWMK[step]! + (at - step) * rise;
  const m2KW = thicknessM / (2 * conductivity);
  return { m2KW, byHeat: (-m2KW * rise * stepsPerJM3) / conductivity };
}

/**
 * A cell may not pass from all frozen to all thawed or back in one iteration: it stops halfway, where slopes differ. Dry
 * ground has no such way.
 */
export function changeHeat({ tables, tableOf }: Cells, { heat, change }: Pick<CellHeat, 'heat' | 'change'>): void {
  let read = -1;
  let frozenJM3 = 0;
  let thawedJM3 = 0;
  let wayJM3 = 0;
  for (let i = 0; i < heat.length; i++) {
    // Neighbours mostly are of one material.
    if (tableOf[i] !== read) {
      read = tableOf[i]!;
      ({ frozenJM3, thawedJM3 } = tables[read]!);
      wayJM3 = thawedJM3 > frozenJM3 ? thawedJM3 - frozenJM3 : Infinity;
    }
    const from = heat[i]!;
    const to = from + change[i]!;
    const far = Math.abs(change[i]!) > wayJM3;
    const jumps = far && from < thawedJM3 !== to < thawedJM3 && from < frozenJM3 !== to < frozenJM3;
    heat[i] = jumps ? (frozenJM3 + thawedJM3) / 2 : to;
  }
}

/** Robin: (T_air − T_1) ÷ (R + dz/2k), into a cell, and less its derivative by the cell's enthalpy. */
export function fluxFromOutside(
  { tables, tableOf }: Cells,
  { heat }: Pick<CellHeat, 'heat'>,
  surface: Surface,
  cell: number,
  sizeM: number,
): { readonly fluxWM2: number; readonly byCell: number } {
  const table = tables[tableOf[cell]!]!;
  const half = halfResistance(table, heat[cell]!, sizeM);
  const conductance = 1 / (surface.resistanceM2KW + half.m2KW);
  const fluxWM2 = (surface.temperatureC - temperatureOf(table, heat[cell]!)) * conductance;
  const byCell = temperatureSlope(table, heat[cell]!) * conductance + fluxWM2 * conductance * half.byHeat;
  return { fluxWM2, byCell };
}

/**
 * Across materials, from the first cell to the second: resistances of the two half cells in series. With the derivative
 * by the first cell's enthalpy, and less that by the second's.
 */
export function fluxAcross(
  { tables, tableOf }: Cells,
  { heat }: Pick<CellHeat, 'heat'>,
  first: number,
  firstM: number,
  second: number,
  secondM: number,
): { readonly fluxWM2: number; readonly byFirst: number; readonly bySecond: number } {
  const [fromTable, toTable] = [tables[tableOf[first]!]!, tables[tableOf[second]!]!];
  const [fromJM3, toJM3] = [heat[first]!, heat[second]!];
  const from = halfResistance(fromTable, fromJM3, firstM);
  const to = halfResistance(toTable, toJM3, secondM);
  const conductance = 1 / (from.m2KW + to.m2KW);
  const fluxWM2 = (temperatureOf(fromTable, fromJM3) - temperatureOf(toTable, toJM3)) * conductance;
  return {
    fluxWM2,
    byFirst: temperatureSlope(fromTable, fromJM3) * conductance - fluxWM2 * conductance * from.byHeat,
    bySecond: temperatureSlope(toTable, toJM3) * conductance + fluxWM2 * conductance * to.byHeat,
  };
}
