/** Whether ground that was laid has frozen for good, by both tests of the literature of backfilled pits. */
import { edgeDepthsM } from './grid.ts';
import { liquidShareOf } from './heatTable.ts';
import type { CellRecord } from './cellRecord.ts';
import type { Column } from './column.ts';
import type { YearDiagnosis } from './diagnosis.ts';

/**
 * Thawed ground between two fronts of frost comes ever closer to 0 °C, some ten times a year, and never passes it: what is
 * as good as 0 decides the year. A hundred times more tells two years less, 0.01 °C six to ten.
 */
const asGoodAsZeroC = 1e-8;
/** Share of the water above which ground counts as not refrozen. */
const onePercent = 0.01;
/** Rounding of sums of cells. */
const sameDepthM = 1e-9;

/** Of the part of a fill below the layer that thaws every summer. */
export interface Refreezing {
  /** No cell was above 0 °C in the year, though its water may still be liquid. */
  readonly belowZero: boolean;
  /** At its warmest it had no more than 1 % of its water liquid: the stricter test, later by years. */
  readonly onePercent: boolean;
}

/**
 * How far ground down to a depth has frozen for good: what lies between the depth that the winter froze again, or the
 * permafrost table, and that depth. A fill that thaws every summer to its base has not.
 * @param diagnosis of the same year
 * @param baseM of the fill
 */
export function refreezingOf(
  { tables, tableOf, thicknessM }: Column,
  { greatestJM3 }: Pick<CellRecord, 'greatestJM3'>,
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
  if (cells === 0) return { belowZero: false, onePercent: false };
  return { belowZero, onePercent: water === 0 || liquid / water <= onePercent };
}

/** When a fill had frozen. */
export interface FrozenYears {
  /** First year, counted from 0, that it passed the test of the temperature; null while not. */
  readonly belowZeroYear: number | null;
  /** The same for the test of its water. */
  readonly onePercentYear: number | null;
}

export const notFrozen: FrozenYears = { belowZeroYear: null, onePercentYear: null };

/** As they are known after a year: what has once frozen stays so. */
export function frozenBy(
  { belowZeroYear, onePercentYear }: FrozenYears,
  refreezing: Refreezing,
  year: number,
): FrozenYears {
  return {
    belowZeroYear: belowZeroYear ?? (refreezing.belowZero ? year : null),
    onePercentYear: onePercentYear ?? (refreezing.onePercent ? year : null),
  };
}
