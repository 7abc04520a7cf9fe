/** Ground that was brought to a section, and when it had frozen for good: by the tests of a column, column by column. */
import { diagnoseYear } from '../column/diagnosis.ts';
import { frozenBy, notFrozen, refreezingOf } from '../column/refreezing.ts';
import { groundRuns } from './columns.ts';
import { centresM } from './mesh.ts';
import { shapeHolds } from './shape.ts';
import { recordOf } from './sectionYear.ts';
import type { FrozenYears, Refreezing } from '../column/refreezing.ts';
import type { Section } from './section.ts';
import type { SectionRecord } from './sectionYear.ts';
import type { Shape } from './shape.ts';

/** It has frozen in the first year in which all of its columns have. */
export interface SectionFill extends FrozenYears {
  readonly shape: Shape;
  /** Years since the start when it was laid. */
  readonly laidYears: number;
}

export function laidNow(shape: Shape, laidYears: number): SectionFill {
  return { shape, laidYears, ...notFrozen };
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
    const all = (test: keyof Refreezing): boolean => columns.length > 0 && columns.every((column) => column[test]);
    return { ...fill, ...frozenBy(fill, { belowZero: all('belowZero'), onePercent: all('onePercent') }, year) };
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
