/**
 * One implicit step of a column: backward Euler by Newton's method, its tridiagonal systems by Thomas' algorithm.
 * @source Tubini et al. 2021, The Cryosphere 15:2541 (enthalpy, implicit, conservative); Carslaw & Jaeger 1959, §1.6
 */
import { changeHeat, fluxAcross, fluxFromOutside, readTables } from './cells.ts';
import type { CellHeat, Surface } from './cells.ts';
import type { Column } from './column.ts';

/** Arrays of a column that every step fills anew. */
export interface Work extends CellHeat {
  /** Downward through the top of each cell, W/m², and through the bottom of the last. */
  readonly flux: Float64Array;
  /** Of `flux`: by the enthalpy of the cell above, and less that by the one below. */
  readonly byAbove: Float64Array;
  readonly byBelow: Float64Array;
  readonly residual: Float64Array;
  /** Of the elimination. */
  readonly upper: Float64Array;
  /** 1 ÷ distance of the centres, 1/m, for the top of each cell but the first; 0 where the materials differ. */
  readonly perDistance: Float64Array;
}

export function createWork({ thicknessM, tableOf }: Column): Work {
  const cells = thicknessM.length;
  const perCell = (): Float64Array => new Float64Array(cells);
  const perEdge = (): Float64Array => new Float64Array(cells + 1);
  const perDistance = perCell();
  for (let i = 1; i < cells; i++) {
    if (tableOf[i] === tableOf[i - 1]) perDistance[i] = 2 / (thicknessM[i]! + thicknessM[i - 1]!);
  }
  return {
    heat: perCell(),
    temperatureC: perCell(),
    slopeC: perCell(),
    potential: perCell(),
    slopeWM: perCell(),
    flux: perEdge(),
    byAbove: perEdge(),
    byBelow: perEdge(),
    residual: perCell(),
    upper: perCell(),
    change: perCell(),
    perDistance,
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
  const { thicknessM, heatSourceWM3 } = column;
  const { heat, flux } = work;
  heat.set(before);
  let found = { worstJM3: Infinity, worstCell: 0 };
  for (let iteration = 0; iteration <= rules.mostIterations; iteration++) {
    readTables(column, work);
    fillFluxes(column, surface, topPotential, work);
    found = fillResiduals(column, before, durationS, work);
    if (found.worstJM3 <= rules.toleranceJM3) {
      for (let i = 0; i < heat.length; i++) {
        heat[i] = before[i]! + durationS * ((flux[i]! - flux[i + 1]!) / thicknessM[i]! + heatSourceWM3[i]!);
      }
      return null;
    }
    if (!Number.isFinite(found.worstJM3)) return found;
    solveTridiagonal(thicknessM, durationS, work);
    changeHeat(column, work);
  }
  return found;
}

function fillFluxes(column: Column, surface: Surface, topPotential: number, work: Work): void {
  const { thicknessM, geothermalFluxWM2 } = column;
  const { potential, slopeWM, flux, byAbove, byBelow, perDistance } = work;
  const cells = thicknessM.length;
  if (surface.resistanceM2KW === 0) {
    const perHalf = 2 / thicknessM[0]!;
    flux[0] = (topPotential - potential[0]!) * perHalf;
    byBelow[0] = slopeWM[0]! * perHalf;
  } else {
    const { fluxWM2, byCell } = fluxFromOutside(column, work, surface, 0, thicknessM[0]!);
    flux[0] = fluxWM2;
    byBelow[0] = byCell;
  }
  for (let i = 1; i < cells; i++) {
    const perM = perDistance[i]!;
    if (perM > 0) {
      flux[i] = (potential[i - 1]! - potential[i]!) * perM;
      byAbove[i] = slopeWM[i - 1]! * perM;
      byBelow[i] = slopeWM[i]! * perM;
    } else {
      const across = fluxAcross(column, work, i - 1, thicknessM[i - 1]!, i, thicknessM[i]!);
      flux[i] = across.fluxWM2;
      byAbove[i] = across.byFirst;
      byBelow[i] = across.bySecond;
    }
  }
  flux[cells] = -geothermalFluxWM2;
}

/** What the step lacks to balance, J/m² of each cell. */
function fillResiduals({ thicknessM, heatSourceWM3 }: Column, before: Float64Array, durationS: number, work: Work) {
  const { heat, flux, residual } = work;
  let [worstJM3, worstCell] = [0, 0];
  for (let i = 0; i < heat.length; i++) {
    const sizeM = thicknessM[i]!;
    const lacking = (heat[i]! - before[i]!) * sizeM - durationS * (flux[i]! - flux[i + 1]! + heatSourceWM3[i]! * sizeM);
    residual[i] = lacking;
    const perVolume = Math.abs(lacking) / sizeM;
    // Not greater than it is also what NaN is.
    if (!(perVolume <= worstJM3)) [worstJM3, worstCell] = [perVolume, i];
  }
  return { worstJM3, worstCell };
}

/** The Jacobian's columns are diagonally dominant, so that elimination needs no pivots. */
function solveTridiagonal(thicknessM: Float64Array, durationS: number, work: Work): void {
  const { byAbove, byBelow, residual, upper, change } = work;
  const last = thicknessM.length - 1;
  for (let i = 0; i <= last; i++) {
    const lower = i === 0 ? 0 : -durationS * byAbove[i]!;
    // No heat of a cell moves the flux through the bottom of the column.
    const leaving = i === last ? 0 : byAbove[i + 1]!;
    const diagonal = thicknessM[i]! + durationS * (byBelow[i]! + leaving);
    const pivot = diagonal - (i === 0 ? 0 : lower * upper[i - 1]!);
    upper[i] = i === last ? 0 : (-durationS * byBelow[i + 1]!) / pivot;
    change[i] = (-residual[i]! - (i === 0 ? 0 : lower * change[i - 1]!)) / pivot;
  }
  for (let i = last - 1; i >= 0; i--) change[i] = change[i]! - upper[i]! * change[i + 1]!;
}
