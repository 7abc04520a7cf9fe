/** One implicit step of a section: backward Euler by Newton's method, as for a column, with equations of five points. */
import { changeHeat, fluxAcross, fluxFromOutside, readTables } from './cells.ts';
import { potentialAt } from '../column/heatTable.ts';
import { createFivePointSolver } from './fivePoint.ts';
import { linksOf } from './links.ts';
import { sizesM, volumesM2 } from './mesh.ts';
import type { Surface } from '../column/surface.ts';
import type { CellHeat } from './cells.ts';
import type { NewtonRules } from '../column/newton.ts';
import type { FivePointMatrix, FivePointSolver } from './fivePoint.ts';
import type { Links } from './links.ts';
import type { Face } from './mesh.ts';
import type { Section } from './section.ts';

/** A face and which of the step's surfaces lies on it. */
export interface SurfaceFace extends Face {
  readonly surface: number;
}

/** Arrays of a section that every step fills anew, and what never changes beside them. */
export interface SectionWork extends CellHeat {
  readonly links: Links;
  readonly volumeM2: Float64Array;
  /** Through the bottom and made inside, W per metre of section into each cell. */
  readonly steadyWM: Float64Array;
  /** From the first cell of each link to the second, W per metre; with its derivatives by their enthalpies. */
  readonly flux: Float64Array;
  readonly byFirst: Float64Array;
  readonly bySecond: Float64Array;
  /** Into the ground through each face, W per metre; with its derivative by the cell's enthalpy. */
  readonly faceFlux: Float64Array;
  readonly byCell: Float64Array;
  /** Into each cell, W per metre. */
  readonly inflow: Float64Array;
  readonly residual: Float64Array;
  readonly matrix: FivePointMatrix;
  readonly solver: FivePointSolver;
}

export function createSectionWork(section: Section, faces: readonly SurfaceFace[]): SectionWork {
  const { mesh, ground, heatSourceWM3, geothermalFluxWM2 } = section;
  const { columns, rows, cells, xEdgesM } = mesh;
  const links = linksOf(section);
  const volumeM2 = volumesM2(mesh);
  const steadyWM = volumeM2.map((volume, i) => volume * heatSourceWM3[i]!);
  sizesM(xEdgesM).forEach((widthM, column) => {
    const lowest = column * rows + rows - 1;
    if (ground[lowest] === 1) steadyWM[lowest]! += widthM * geothermalFluxWM2;
  });
  const perCell = (): Float64Array => new Float64Array(cells);
  const perLink = (): Float64Array => new Float64Array(links.first.length);
  return {
    links,
    volumeM2,
    steadyWM,
    heat: perCell(),
    temperatureC: perCell(),
    slopeC: perCell(),
    potential: perCell(),
    slopeWM: perCell(),
    change: perCell(),
    flux: perLink(),
    byFirst: perLink(),
    bySecond: perLink(),
    faceFlux: new Float64Array(faces.length),
    byCell: new Float64Array(faces.length),
    inflow: perCell(),
    residual: perCell(),
    matrix: { rows, own: perCell(), up: perCell(), down: perCell(), left: perCell(), right: perCell() },
    solver: createFivePointSolver(columns, rows),
  };
}

/** The cell that is furthest from balance, and by how much. */
export interface Balance {
  readonly worstJM3: number;
  readonly worstCell: number;
}

/** Of the equations of an iteration, against what they are to mend: finer gains nothing, as the next one mends more. */
const linearShare = 1e-4;

/**
 * Solves one step into `work.heat`, `work.faceFlux`; `before` is left alone. The heat is set from the fluxes at last, so
 * that what cells gain is what went through their sides.
 * @returns null where it was solved, else how far it is from it
 */
export function solveSectionStep(
  section: Section,
  faces: readonly SurfaceFace[],
  before: Float64Array,
  surfaces: readonly Surface[],
  durationS: number,
  rules: NewtonRules,
  work: SectionWork,
): Balance | null {
  const { heat, inflow, residual, volumeM2, matrix, change } = work;
  heat.set(before);
  let found = { worstJM3: Infinity, worstCell: 0 };
  for (let iteration = 0; iteration <= rules.mostIterations; iteration++) {
    readTables(section, work);
    fillFluxes(section, work);
    fillFaceFluxes(section, faces, surfaces, work);
    fillInflow(faces, work);
    found = fillResiduals(before, durationS, work);
    if (found.worstJM3 <= rules.toleranceJM3) {
      for (let i = 0; i < heat.length; i++) heat[i] = before[i]! + (durationS * inflow[i]!) / volumeM2[i]!;
      return null;
    }
    if (!Number.isFinite(found.worstJM3)) return found;
    fillMatrix(faces, durationS, work);
    const tolerance = Math.max(rules.toleranceJM3 / 10, linearShare * found.worstJM3);
    if (work.solver.solve(matrix, residual, change, tolerance) === null) return found;
    changeHeat(section, work);
  }
  return found;
}

function fillFluxes(section: Section, work: SectionWork): void {
  const { links, potential, slopeWM, flux, byFirst, bySecond } = work;
  const { first, second, perDistance, lengthM, firstM, secondM } = links;
  for (let k = 0; k < first.length; k++) {
    const i = first[k]!;
    const j = second[k]!;
    const per = perDistance[k]!;
    if (per > 0) {
      flux[k] = (potential[i]! - potential[j]!) * per;
      byFirst[k] = slopeWM[i]! * per;
      bySecond[k] = slopeWM[j]! * per;
      continue;
    }
    const across = fluxAcross(section, work, i, firstM[k]!, j, secondM[k]!);
    flux[k] = across.fluxWM2 * lengthM[k]!;
    byFirst[k] = across.byFirst * lengthM[k]!;
    bySecond[k] = across.bySecond * lengthM[k]!;
  }
}

function fillFaceFluxes(
  section: Section,
  faces: readonly SurfaceFace[],
  surfaces: readonly Surface[],
  work: SectionWork,
): void {
  for (let k = 0; k < faces.length; k++) {
    const { cell, lengthM, halfM, surface } = faces[k]!;
    const above = surfaces[surface]!;
    if (above.resistanceM2KW > 0) {
      const { fluxWM2, byCell } = fluxFromOutside(section, work, above, cell, 2 * halfM);
      work.faceFlux[k] = fluxWM2 * lengthM;
      work.byCell[k] = byCell * lengthM;
      continue;
    }
    const table = section.tables[section.tableOf[cell]!]!;
    work.faceFlux[k] = ((potentialAt(table, above.temperatureC) - work.potential[cell]!) * lengthM) / halfM;
    work.byCell[k] = (work.slopeWM[cell]! * lengthM) / halfM;
  }
}

function fillInflow(faces: readonly SurfaceFace[], { links, flux, faceFlux, steadyWM, inflow }: SectionWork): void {
  const { first, second } = links;
  inflow.set(steadyWM);
  for (let k = 0; k < first.length; k++) {
    inflow[first[k]!]! -= flux[k]!;
    inflow[second[k]!]! += flux[k]!;
  }
  for (let k = 0; k < faces.length; k++) inflow[faces[k]!.cell]! += faceFlux[k]!;
}

/** What the step has too much of to balance, with its sign turned: the right side of Newton's equations, J/m³. */
function fillResiduals(before: Float64Array, durationS: number, { heat, inflow, volumeM2, residual }: SectionWork) {
  let worstJM3 = 0;
  let worstCell = 0;
  for (let i = 0; i < heat.length; i++) {
    const lacking = before[i]! - heat[i]! + (durationS * inflow[i]!) / volumeM2[i]!;
    residual[i] = lacking;
    // Not smaller than it is also what NaN is.
    if (!(Math.abs(lacking) <= worstJM3)) {
      worstJM3 = Math.abs(lacking);
      worstCell = i;
    }
  }
  return { worstJM3, worstCell };
}

/** How the balance of each cell moves with its own enthalpy and those of its neighbours, per volume. */
function fillMatrix(faces: readonly SurfaceFace[], durationS: number, work: SectionWork): void {
  const { links, byFirst, bySecond, byCell, volumeM2, matrix } = work;
  const { own, up, down, left, right } = matrix;
  const { first, second, vertical } = links;
  own.fill(1);
  for (const each of [up, down, left, right]) each.fill(0);
  for (let k = 0; k < first.length; k++) {
    const i = first[k]!;
    const j = second[k]!;
    const perI = durationS / volumeM2[i]!;
    const perJ = durationS / volumeM2[j]!;
    own[i]! += perI * byFirst[k]!;
    own[j]! += perJ * bySecond[k]!;
    (k < vertical ? down : right)[i] = -perI * bySecond[k]!;
    (k < vertical ? up : left)[j] = -perJ * byFirst[k]!;
  }
  for (let k = 0; k < faces.length; k++) {
    const { cell } = faces[k]!;
    own[cell]! += (durationS * byCell[k]!) / volumeM2[cell]!;
  }
}
