/** Every check of a borehole dataset, one after the other. */
import { textsOf } from '../tables/boreholeTable.ts';
import { holdsGroundTemperature } from '../tables/temperatures.ts';
import { judgeBalance, permafrostLabels } from './classBalance.ts';
import { findCoarse, findDegreesMinutes, findMisplaced } from './coordinates.ts';
import { findDisturbed } from './disturbed.ts';
import { findMisplacedOnMap } from './land.ts';
import { fewestForOutliers, findOutliers } from './outliers.ts';
import { judgePeriods } from './period.ts';
import { findRepeats } from './repeats.ts';
import { stationTable } from './stationTable.ts';
import type { BoreholeTable } from '../tables/boreholeTable.ts';
import type { IntakeReport } from '../tables/intakeReport.ts';
import type { Flag } from './flag.ts';
import type { ClassBalance } from './classBalance.ts';
import type { Placed } from './land.ts';
import type { Periods } from './period.ts';

/** Comparing each station with each takes a second for so many. */
const mostCompared = 20_000;

export interface DatasetCheck {
  /** By row. */
  readonly flags: readonly Flag[];
  readonly labels: readonly string[];
  readonly countries: Placed['countries'];
  readonly period: Periods['span'];
  /** Of the target: classes, or frozen and unfrozen ground; null without a target that has them. */
  readonly classes: ClassBalance['classes'] | null;
  /** What was not checked, and why. */
  readonly notes: readonly string[];
}

/**
 * @param target column to be judged; null for none
 * @param country that all stations should lie in; null for any
 * @throws {DomainError} 'column-missing', 'invalid-input' for an unknown country, 'target-invalid' for an empty target
 */
export async function checkDataset(
  table: BoreholeTable,
  intake: IntakeReport,
  { target, country }: { readonly target: string | null; readonly country: string | null },
): Promise<DatasetCheck> {
  const stations = stationTable(table);
  const compared = table.rowCount <= mostCompared;
  const notes = compared ? [] : [`With more than ${mostCompared} stations, distances and outliers were not checked`];
  if (stations.positions === null) notes.push('Without coordinates nothing was checked that needs a place');
  const inMinutes = intake.warnings.some(({ code }) => code === 'coordinates-degrees-minutes');
  const placed = await findMisplacedOnMap(stations, country);
  const periods = judgePeriods(stations);
  if (periods.span === null) notes.push('Without a year or date the time span was not checked');
  const judged = target === null ? null : judgeTarget(stations, target, compared);
  if (target === null) notes.push('Without a target neither outliers nor the balance of classes were checked');
  const flags = [
    ...findRepeats(stations, compared),
    ...findMisplaced(stations),
    ...findCoarse(stations),
    ...findDegreesMinutes(stations, inMinutes),
    ...placed.flags,
    ...(judged?.flags ?? []),
    ...findDisturbed(stations),
    ...periods.flags,
  ];
  return {
    flags: flags.toSorted((a, b) => a.row - b.row),
    labels: stations.labels,
    countries: placed.countries,
    period: periods.span,
    classes: judged?.classes ?? null,
    notes: [...notes, ...(judged?.notes ?? [])],
  };
}

function judgeTarget(
  stations: ReturnType<typeof stationTable>,
  target: string,
  compared: boolean,
): {
  readonly flags: readonly Flag[];
  readonly classes: ClassBalance['classes'] | null;
  readonly notes: readonly string[];
} {
  // Says which column is nearest where there is none of this name.
  const texts = textsOf(stations.table, target);
  const column = stations.table.columns.find(({ name }) => name === target)!;
  if (column.kind === 'text') return { ...judgeBalance(texts), notes: [] };
  const isTemperature = holdsGroundTemperature(column);
  const balance = isTemperature ? judgeBalance(permafrostLabels(column.values)) : null;
  const outliers = compared ? findOutliers(stations, column.values, target, isTemperature ? '°C' : '') : [];
  return {
    flags: [...(outliers ?? []), ...(balance?.flags ?? [])],
    classes: balance?.classes ?? null,
    notes:
      outliers === null
        ? [`Outliers were not looked for: fewer than ${fewestForOutliers} stations have coordinates and ${target}`]
        : [],
  };
}
