/** What is told of one year of a column. */
import { centreDepthsM } from '../column/grid.ts';
import { diagnoseYear } from '../column/diagnosis.ts';
import type { Column } from '../column/column.ts';
import type { YearDiagnosis } from '../column/diagnosis.ts';
import type { YearRecord } from '../column/year.ts';

/** Coldest, mean and warmest of a year, °C. */
export interface DepthYear {
  readonly depthM: number;
  readonly minC: number;
  readonly meanC: number;
  readonly maxC: number;
}

export interface YearRow {
  /** Years since the start, from 0. */
  readonly year: number;
  /** Mean of the ground's surface itself, °C. */
  readonly groundSurfaceC: number;
  /** Null where all of the column thawed. */
  readonly thawDepthM: number | null;
  /** Null where winter froze down to permafrost. */
  readonly frostDepthM: number | null;
  readonly taliks: YearDiagnosis['taliks'];
  readonly permafrost: YearDiagnosis['permafrost'];
  /** At the output depths, below the surface of the year's end; NaN below the column. */
  readonly atDepths: readonly DepthYear[];
}

/** @param record of the year, or of what is left of it after an event */
export function yearRow(column: Column, record: YearRecord, year: number, outputDepthsM: readonly number[]): YearRow {
  const { minC, meanC, maxC, thawDepthM, frostDepthM, taliks, permafrost } = diagnoseYear(column, record);
  const centresM = centreDepthsM(column.thicknessM);
  const atDepths = outputDepthsM.map((depthM) => ({
    depthM,
    minC: valueAt(centresM, minC, depthM),
    meanC: valueAt(centresM, meanC, depthM),
    maxC: valueAt(centresM, maxC, depthM),
  }));
  return { year, groundSurfaceC: record.surfaceMeanC, thawDepthM, frostDepthM, taliks, permafrost, atDepths };
}

/** Of all taliks together, m. */
export function talikThicknessM({ taliks }: Pick<YearRow, 'taliks'>): number {
  return taliks.reduce((sum, { topM, bottomM }) => sum + bottomM - topM, 0);
}

/** The trumpet of a year, cell by cell. */
export function trumpetOf(column: Column, record: YearRecord): DepthYear[] {
  const { minC, meanC, maxC } = diagnoseYear(column, record);
  return Array.from(centreDepthsM(column.thicknessM), (depthM, i) => ({
    depthM,
    minC: minC[i]!,
    meanC: meanC[i]!,
    maxC: maxC[i]!,
  }));
}

/** Linear between centres of cells, constant within the outer halves of the first and the last; NaN below that. */
export function valueAt(centresM: Float64Array, values: ArrayLike<number>, depthM: number): number {
  const last = centresM.length - 1;
  const next = centresM.findIndex((centreM) => centreM >= depthM);
  if (next === 0) return values[0]!;
  if (next === -1) {
    // Half of the last cell lies below its centre, about as much as between it and the one above.
    const halfM = (centresM[last]! - (centresM[last - 1] ?? 0)) / 2;
    return depthM <= centresM[last]! + halfM + 1e-6 ? values[last]! : Number.NaN;
  }
  const [aboveM, belowM] = [centresM[next - 1]!, centresM[next]!];
  return values[next - 1]! + ((depthM - aboveM) / (belowM - aboveM)) * (values[next]! - values[next - 1]!);
}
