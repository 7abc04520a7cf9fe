/** A section column by column: the ground above one another is a column of its own. */
import { steadyTemperature, heatOfTemperatures } from '../column/initial.ts';
import { potentialAt } from '../column/heatTable.ts';
import { sizesM } from './mesh.ts';
import type { Column } from '../column/column.ts';
import type { SurfaceSteps } from '../forcing/surface.ts';
import type { SurfaceFace } from './newton.ts';
import type { Section } from './section.ts';

/** Ground without air between, of one column of cells. */
export interface GroundRun {
  /** Of the cells of the section; the last one is `first` + cells − 1. */
  readonly first: number;
  /** Below the original ground, m: of its top. */
  readonly topM: number;
  readonly column: Column;
}

/** From the top: one for most columns, more where there are hollows, none where all is air. */
export function groundRuns(section: Section, column: number): readonly GroundRun[] {
  const { mesh, tables, tableOf, ground, heatSourceWM3, geothermalFluxWM2 } = section;
  const { rows, depthEdgesM } = mesh;
  const heights = sizesM(depthEdgesM);
  const runs: GroundRun[] = [];
  for (let row = 0; row < rows; row++) {
    const first = column * rows + row;
    if (ground[first] === 0) continue;
    const topRow = row;
    while (row + 1 < rows && ground[column * rows + row + 1] === 1) row++;
    const end = column * rows + row + 1;
    runs.push({
      first,
      topM: depthEdgesM[topRow]!,
      column: {
        thicknessM: heights.slice(topRow, row + 1),
        tables,
        tableOf: tableOf.slice(first, end),
        heatSourceWM3: heatSourceWM3.slice(first, end),
        geothermalFluxWM2,
      },
    });
  }
  return runs;
}

/**
 * The steady state to begin with: below the mean temperature at the top of permafrost of each column's surface, without
 * heat to the sides. The mean of Kirchhoff's potential is the same at every depth that the seasons reach.
 * @param surfaces a year of each surface of the faces
 */
export function steadyHeatJM3(
  section: Section,
  faces: readonly SurfaceFace[],
  surfaces: readonly SurfaceSteps[],
): Float64Array {
  const heatJM3 = new Float64Array(section.mesh.cells);
  const surfaceOf = upwardSurfaces(faces);
  for (let x = 0; x < section.mesh.columns; x++) {
    for (const { first, column } of groundRuns(section, x)) {
      const topC = meanAtDepthC(column, surfaces[surfaceOf.get(first)!]!.temperatureC);
      heatJM3.set(heatOfTemperatures(column, steadyTemperature(column, topC), 'frozen'), first);
    }
  }
  return heatJM3;
}

/** Which surface lies on top of a cell. */
export function upwardSurfaces(faces: readonly SurfaceFace[]): ReadonlyMap<number, number> {
  return new Map(faces.filter(({ facing }) => facing === 'up').map(({ cell, surface }) => [cell, surface]));
}

function meanAtDepthC({ tables, tableOf }: Column, yearC: Float64Array): number {
  const table = tables[tableOf[0]!]!;
  const mean = yearC.reduce((sum, atC) => sum + potentialAt(table, atC), 0) / yearC.length;
  return mean / (mean < 0 ? table.frozenWMK : table.thawedWMK);
}
