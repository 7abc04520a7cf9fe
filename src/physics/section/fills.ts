/** Ground that was brought to a section, and when it had frozen for good: by the tests of a column, column by column. */
import { diagnoseYear } from '../column/diagnosis.ts';
import { refreezingOf } from '../simulation/yearRow.ts';
import { groundRuns } from './columns.ts';
import { centresM } from './mesh.ts';
import { shapeHolds } from './shape.ts';
import { recordOf } from './sectionYear.ts';
import type { Refreezing } from '../simulation/yearRow.ts';
import type { Section } from './section.ts';
import type { SectionRecord } from './sectionYear.ts';
import type { Shape } from './shape.ts';

export interface SectionFill {
  readonly shape: Shape;
  /** Years since the start when it was laid. */
  readonly laidYears: number;
  /**
   * First year, counted from 0, in which all of its columns ended at or below 0 °C between what thaws every summer and
   * its base, and in which none of them had more than 1 % of that water liquid; null while not.
   */
  readonly belowZeroYear: number | null;
  readonly onePercentYear: number | null;
}

const onePercent = 0.01;

export function laidNow(shape: Shape, laidYears: number): SectionFill {
  return { shape, laidYears, belowZeroYear: null, onePercentYear: null };
}

/** The fills as they are known after one more year. @param record of that year */
export function watchFills(
  section: Section,
  record: SectionRecord,
  fills: readonly SectionFill[],
  year: number,
): readonly SectionFill[] {
  return fills.map((fill) => {
    if (fill.belowZeroYear !== null && fill.onePercentYear !== null) return fill;
    const columns = columnsOf(section, record, fill.shape);
    // Where it was dug away nothing is left to freeze.
    const belowZero = columns.length > 0 && columns.every((column) => column.belowZero);
    const frozen = columns.length > 0 && columns.every(({ liquidShare }) => liquidShare <= onePercent);
    return {
      ...fill,
      belowZeroYear: fill.belowZeroYear ?? (belowZero ? year : null),
      onePercentYear: fill.onePercentYear ?? (frozen ? year : null),
    };
  });
}

/** Of each column of cells that passes through a shape: the ground down to the shape's base there. */
function columnsOf(section: Section, record: SectionRecord, shape: Shape): readonly Refreezing[] {
  const { xEdgesM, depthEdgesM, rows } = section.mesh;
  const depths = centresM(depthEdgesM);
  return Array.from(centresM(xEdgesM)).flatMap((xM, x) => {
    const lowest = depths.findLastIndex(
      (depthM, row) => section.ground[x * rows + row] === 1 && shapeHolds(shape, xM, depthM),
    );
    if (lowest < 0) return [];
    const run = groundRuns(section, x).findLast(({ topM }) => topM < depths[lowest]!)!;
    const own = recordOf(record, run);
    return [refreezingOf(run.column, own, diagnoseYear(run.column, own), depthEdgesM[lowest + 1]! - run.topM)];
  });
}
