/** What a year was for a section: extremes of each cell, thaw by column, taliks. */
import { diagnoseYear } from '../column/diagnosis.ts';
import { thawedPart } from '../column/zeroDepth.ts';
import { bodiesOf } from './bodies.ts';
import { groundRuns } from './columns.ts';
import { centresM, volumesM2 } from './mesh.ts';
import type { CellRecord } from '../column/cellRecord.ts';
import type { GroundRun } from './columns.ts';
import type { Section } from './section.ts';

/** Least and greatest enthalpy of each cell since it was begun, J/m³. */
export interface SectionRecord {
  readonly leastJM3: Float64Array;
  readonly greatestJM3: Float64Array;
}

/** Of no step yet. */
export function newRecord(cells: number): SectionRecord {
  return {
    leastJM3: new Float64Array(cells).fill(Infinity),
    greatestJM3: new Float64Array(cells).fill(-Infinity),
  };
}

/** Takes the cells up as they are after a step. @param heatJM3 of each cell, J/m³ */
export function observeSection({ leastJM3, greatestJM3 }: SectionRecord, heatJM3: Float64Array): void {
  for (let i = 0; i < heatJM3.length; i++) {
    const own = heatJM3[i]!;
    if (own < leastJM3[i]!) leastJM3[i] = own;
    if (own > greatestJM3[i]!) greatestJM3[i] = own;
  }
}

/** Forgets cells whose ground is no longer what it was. */
export function forget({ leastJM3, greatestJM3 }: SectionRecord, cells: readonly number[]): void {
  for (const cell of cells) [leastJM3[cell], greatestJM3[cell]] = [Infinity, -Infinity];
}

interface ColumnYear {
  readonly xM: number;
  /** Of the ground, m below the original one; null where a column is all air. */
  readonly surfaceM: number | null;
  /** m below that surface; null where all of the column thawed, or is air. */
  readonly thawM: number | null;
}

export interface SectionYear {
  readonly columns: readonly ColumnYear[];
  /** Ground that stayed frozen all year, m² of the section. */
  readonly permafrostM2: number;
  readonly taliks: readonly Talik[];
}

export interface Talik {
  readonly fromXM: number;
  readonly toXM: number;
  /** Below the original ground. */
  readonly topM: number;
  readonly bottomM: number;
  readonly areaM2: number;
  /** It goes on below the section: ground below the permafrost, or a talik that cuts through it. */
  readonly reachesBottom: boolean;
  readonly reachesSide: boolean;
}

/** @param record of a whole year; only ground of the section as it is now counts */
export function diagnoseSection(section: Section, record: SectionRecord): SectionYear {
  const { mesh, tables, tableOf, ground } = section;
  const volumeM2 = volumesM2(mesh);
  const part = (heatJM3: Float64Array, i: number): number => thawedPart(tables[tableOf[i]!]!, heatJM3[i]!);
  const permafrostM2 = volumeM2.reduce(
    (sum, volume, i) => sum + (ground[i] === 1 ? volume * (1 - part(record.greatestJM3, i)) : 0),
    0,
  );
  const xs = centresM(mesh.xEdgesM);
  return {
    columns: Array.from(xs, (xM, x) => ({ xM, ...columnYear(section, record, x) })),
    permafrostM2,
    taliks: taliksOf(section, volumeM2, (i) => ground[i] === 1 && part(record.leastJM3, i) >= 0.5),
  };
}

function columnYear(section: Section, record: SectionRecord, x: number) {
  const [run] = groundRuns(section, x);
  if (run === undefined) return { surfaceM: null, thawM: null };
  return { surfaceM: run.topM, thawM: diagnoseYear(run.column, recordOf(record, run)).thawDepthM };
}

/** Of the cells of one column; means are not kept. */
export function recordOf({ leastJM3, greatestJM3 }: SectionRecord, { first, column }: GroundRun): CellRecord {
  const cells = column.thicknessM.length;
  return {
    leastJM3: leastJM3.subarray(first, first + cells),
    greatestJM3: greatestJM3.subarray(first, first + cells),
    meanC: new Float64Array(cells).fill(Number.NaN),
  };
}

/** Bodies of ground that was never frozen, the largest first. */
function taliksOf({ mesh }: Section, volumeM2: Float64Array, isThawed: (cell: number) => boolean): readonly Talik[] {
  return bodiesOf(mesh, isThawed)
    .map(({ cells, fromXM, toXM, topM, bottomM, reachesBottom, reachesSide }) => ({
      fromXM,
      toXM,
      topM,
      bottomM,
      areaM2: cells.reduce((sum, cell) => sum + volumeM2[cell]!, 0),
      reachesBottom,
      reachesSide,
    }))
    .toSorted((a, b) => b.areaM2 - a.areaM2);
}
