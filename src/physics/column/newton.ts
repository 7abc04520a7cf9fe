/**
 * One implicit step of a column: backward Euler by Newton's method, its tridiagonal systems by elimination.
 * @source Tubini et al. 2021, The Cryosphere 15:2541 (enthalpy, implicit, conservative); Carslaw & Jaeger 1959, §1.6
 */
import { changeHeat, fluxAcross, fluxFromOutside } from './cells.ts';
import type { Surface } from './cells.ts';
import type { Column } from './column.ts';
import { potentialOf, potentialSlope } from './heatTable.ts';
import type { HeatTable } from './heatTable.ts';

/** Arrays of a column that every step fills anew. */
export interface Work {
  readonly heat: Float64Array;
  /** Heat of before and what the step's sources make, J/m³. */
  readonly known: Float64Array;
  /** Downward through the top of each cell, W/m², and through the bottom of the last. */
  readonly flux: Float64Array;
  /** Of `flux`: by the enthalpy of the cell above, and less that by the one below. */
  readonly byAbove: Float64Array;
  readonly byBelow: Float64Array;
  readonly residual: Float64Array;
  /** Of the elimination: the factor of the neighbour that a row still holds. */
  readonly eliminated: Float64Array;
  readonly change: Float64Array;
  /** 1 ÷ distance of the centres, 1/m, for the top of each cell but the first. */
  readonly perDistance: Float64Array;
  /** 1 ÷ thickness of each cell, 1/m. */
  readonly perThickness: Float64Array;
  /** First cell of each stretch of one material, and the number of cells at last: tables are read a stretch at a time. */
  readonly stretches: Uint32Array;
}

export function createWork({ thicknessM, tableOf }: Column): Work {
  const cells = thicknessM.length;
  const perCell = (): Float64Array => new Float64Array(cells);
  const perEdge = (): Float64Array => new Float64Array(cells + 1);
  const starts = [...tableOf.keys()].filter((i) => i === 0 || tableOf[i] !== tableOf[i - 1]);
  return {
    heat: perCell(),
    known: perCell(),
    flux: perEdge(),
    byAbove: perEdge(),
    byBelow: perEdge(),
    residual: perCell(),
    eliminated: perCell(),
    change: perCell(),
    perDistance: thicknessM.map((sizeM, i) => (i === 0 ? 0 : 2 / (sizeM + thicknessM[i - 1]!))),
    perThickness: thicknessM.map((sizeM) => 1 / sizeM),
    stretches: Uint32Array.of(...starts, cells),
  };
}

export interface NewtonRules {
  /** A step is solved when no cell's heat is further from balance, J/m³. */
  readonly toleranceJM3: number;
  readonly mostIterations: number;
}

/** Where an iteration stands: the cell that is furthest from balance, and by how much. */
export interface Balance {
  readonly worstJM3: number;
  readonly worstCell: number;
}

/**
 * Solves one step into `work.heat` and `work.flux`; `before` is left alone. The heat is set from the fluxes at last, so
 * that what cells gain is what went through their sides to the last bit but rounding.
 * @param topPotential Kirchhoff's potential of the surface's temperature in the first cell's material
 * @returns null where it was solved, else how far it is from it
 */
export function solveStep(
  column: Column,
  before: Float64Array,
  surface: Surface,
  topPotential: number,
  durationS: number,
  rules: NewtonRules,
  work: Work,
): Balance | null {
  const { heat, known, flux, residual, perThickness } = work;
  heat.set(before);
  for (let i = 0; i < known.length; i++) known[i] = before[i]! + durationS * column.heatSourceWM3[i]!;
  let worstCell = 0;
  for (let iteration = 0; iteration <= rules.mostIterations; iteration++) {
    fillFluxes(column, surface, topPotential, work);
    worstCell = fillResiduals(durationS, work);
    const worstJM3 = Math.abs(residual[worstCell]!);
    if (worstJM3 <= rules.toleranceJM3) {
      for (let i = 0; i < heat.length; i++) {
        heat[i] = known[i]! + durationS * perThickness[i]! * (flux[i]! - flux[i + 1]!);
      }
      return null;
    }
    if (!Number.isFinite(worstJM3)) break;
    solveTridiagonal(durationS, work);
    changeHeat(column, work);
  }
  return { worstCell, worstJM3: Math.abs(residual[worstCell]!) };
}

/** Fluxes through all sides of cells by their enthalpies, and how they change with them. */
function fillFluxes(column: Column, surface: Surface, topPotential: number, work: Work): void {
  const { tables, tableOf, thicknessM, geothermalFluxWM2 } = column;
  const { stretches, heat, flux, byAbove, byBelow } = work;
  for (let stretch = 0; stretch + 1 < stretches.length; stretch++) {
    const from = stretches[stretch]!;
    if (from > 0) {
      const across = fluxAcross(column, work, from - 1, thicknessM[from - 1]!, from, thicknessM[from]!);
      flux[from] = across.fluxWM2;
      byAbove[from] = across.byFirst;
      byBelow[from] = across.bySecond;
    }
    fillStretch(tables[tableOf[from]!]!, from, stretches[stretch + 1]!, work);
  }
  if (surface.resistanceM2KW === 0) {
    const table = tables[tableOf[0]!]!;
    const perHalf = 2 / thicknessM[0]!;
    flux[0] = (topPotential - potentialOf(table, heat[0]!)) * perHalf;
    byBelow[0] = potentialSlope(table, heat[0]!) * perHalf;
  } else {
    const outside = fluxFromOutside(column, work, surface, 0, thicknessM[0]!);
    flux[0] = outside.fluxWM2;
    byBelow[0] = outside.byCell;
  }
  flux[thicknessM.length] = -geothermalFluxWM2;
}

/** Within a stretch of one material: differences of the potential, which is read from the table cell by cell. */
function fillStretch(table: HeatTable, from: number, to: number, work: Work): void {
  const { heat, flux, byAbove, byBelow, perDistance } = work;
  const { frozenJM3, thawedJM3, nodeWM, stepsPerJM3, steps } = table;
  const frozenM2S = table.frozenWMK / table.frozenJM3K;
  const thawedM2S = table.thawedWMK / table.thawedJM3K;
  const [frozenWM, thawedWM] = [nodeWM[0]!, nodeWM[steps]!];
  let aboveWM = 0;
  let aboveM2S = 0;
  for (let i = from; i < to; i++) {
    const heatJM3 = heat[i]!;
    let ownWM = 0;
    let ownM2S = 0;
    if (heatJM3 < frozenJM3) {
      ownM2S = frozenM2S;
      ownWM = frozenWM + (heatJM3 - frozenJM3) * frozenM2S;
    } else if (heatJM3 >= thawedJM3) {
      ownM2S = thawedM2S;
      ownWM = thawedWM + (heatJM3 - thawedJM3) * thawedM2S;
    } else {
      const at = (heatJM3 - frozenJM3) * stepsPerJM3;
      const step = Math.min(Math.floor(at), steps - 1);
      const stepWM = nodeWM[step + 1]! - nodeWM[step]!;
      ownM2S = stepWM * stepsPerJM3;
      ownWM = nodeWM[step]! + (at - step) * stepWM;
    }
    if (i > from) {
      const perM = perDistance[i]!;
      flux[i] = (aboveWM - ownWM) * perM;
      byAbove[i] = aboveM2S * perM;
      byBelow[i] = ownM2S * perM;
    }
    aboveWM = ownWM;
    aboveM2S = ownM2S;
  }
}

/** What each cell's heat lacks to balance, J/m³; gives the cell that is furthest from it. */
function fillResiduals(durationS: number, work: Work): number {
  const { heat, known, flux, residual, perThickness } = work;
  let worstJM3 = -1;
  let worstCell = 0;
  let entering = flux[0]!;
  for (let i = 0; i < heat.length; i++) {
    const leaving = flux[i + 1]!;
    const lacking = heat[i]! - known[i]! - durationS * perThickness[i]! * (entering - leaving);
    entering = leaving;
    residual[i] = lacking;
    const size = Math.abs(lacking);
    // Not greater than it is also what NaN is.
    if (!(size <= worstJM3)) {
      worstJM3 = size;
      worstCell = i;
    }
  }
  return worstCell;
}

/**
 * Elimination from both ends to the middle, and back: two chains of divisions at once take half the time of one. The
 * Jacobian's columns are diagonally dominant, so that it needs no pivots. No heat of a cell moves the flux through the
 * bottom of the column.
 */
function solveTridiagonal(durationS: number, work: Work): void {
  const { byAbove, byBelow, residual, eliminated, change, perThickness } = work;
  const last = perThickness.length - 1;
  const middle = last >> 1;
  // Of the row before: the factor of the neighbour that it still holds, and its constant; coming down, and coming up.
  let downFactor = 0;
  let down = 0;
  const lastPerS = durationS * perThickness[last]!;
  const lastPivot = 1 / (1 + lastPerS * byBelow[last]!);
  let upFactor = lastPerS * byAbove[last]! * lastPivot;
  let up = -residual[last]! * lastPivot;
  eliminated[last] = upFactor;
  change[last] = up;
  for (let i = 0, j = last - 1; j > middle || i < middle; i++, j--) {
    if (i < middle) {
      const perS = durationS * perThickness[i]!;
      const lower = perS * byAbove[i]!;
      const pivot = 1 / (1 + perS * (byBelow[i]! + byAbove[i + 1]!) - lower * downFactor);
      downFactor = perS * byBelow[i + 1]! * pivot;
      down = (lower * down - residual[i]!) * pivot;
      eliminated[i] = downFactor;
      change[i] = down;
    }
    if (j > middle) {
      const perS = durationS * perThickness[j]!;
      const upper = perS * byBelow[j + 1]!;
      const pivot = 1 / (1 + perS * (byBelow[j]! + byAbove[j + 1]!) - upper * upFactor);
      upFactor = perS * byAbove[j]! * pivot;
      up = (upper * up - residual[j]!) * pivot;
      eliminated[j] = upFactor;
      change[j] = up;
    }
  }
  const perS = durationS * perThickness[middle]!;
  const lower = perS * byAbove[middle]!;
  const upper = perS * byBelow[middle + 1]!;
  const pivot = 1 + perS * (byBelow[middle]! + byAbove[middle + 1]!) - lower * downFactor - upper * upFactor;
  down = (lower * down + upper * up - residual[middle]!) / pivot;
  up = down;
  change[middle] = down;
  for (let i = middle - 1, j = middle + 1; j <= last; i--, j++) {
    up = change[j]! + eliminated[j]! * up;
    change[j] = up;
    if (i < 0) continue;
    down = change[i]! + eliminated[i]! * down;
    change[i] = down;
  }
}
