/** What is told of one year of a column. */
import { centreDepthsM, edgeDepthsM } from '../column/grid.ts';
import { liquidShareOf } from '../column/heatTable.ts';
import { asGoodAsZeroC, diagnoseYear } from '../column/diagnosis.ts';
import type { Column } from '../column/column.ts';
import type { YearDiagnosis } from '../column/diagnosis.ts';
import type { YearRecord } from '../column/year.ts';

/** Rounding of sums of cells. */
const sameDepthM = 1e-9;

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

export interface Refreezing {
  /** No part of the fill below the layer that thaws every summer was above 0 °C all year. */
  readonly belowZero: boolean;
  /** Of the water of that part, at its warmest: 0..1. */
  readonly liquidShare: number;
}

/**
 * How far ground down to a depth has frozen for good: what lies between the depth that the winter froze again, or the
 * permafrost table, and that depth. A fill that thaws every summer to its base has not.
 * @param diagnosis of the same year
 * @param baseM of the fill
 */
export function refreezingOf(
  { tables, tableOf, thicknessM }: Column,
  { greatestJM3 }: Pick<YearRecord, 'greatestJM3'>,
  { frostDepthM, thawDepthM, maxC }: YearDiagnosis,
  baseM: number,
): Refreezing {
  const fromM = frostDepthM ?? thawDepthM ?? Infinity;
  const edgesM = edgeDepthsM(thicknessM);
  let [belowZero, cells, liquid, water] = [true, 0, 0, 0];
  for (let i = 0; i < thicknessM.length; i++) {
    // The cell that holds the front of the thaw is in neither part.
    if (edgesM[i]! < fromM - sameDepthM || edgesM[i + 1]! > baseM + sameDepthM) continue;
    cells += 1;
    belowZero &&= maxC[i]! <= asGoodAsZeroC;
    const table = tables[tableOf[i]!]!;
    const latent = table.material.latentHeatJM3 * thicknessM[i]!;
    liquid += latent * liquidShareOf(table, greatestJM3[i]!);
    water += latent;
  }
  if (cells === 0) return { belowZero: false, liquidShare: 1 };
  return { belowZero, liquidShare: water > 0 ? liquid / water : 0 };
}
