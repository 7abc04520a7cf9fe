/** The measured record of a calibration, and the weather through it, day by day. */
import { isoDateOf } from '../../core/calendar.ts';
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { bridgeGaps } from '../../physics/shortGaps.ts';
import { readClimateTable } from '../stations/climateTables.ts';
import { seriesOptions } from '../stations/seriesOptions.ts';
import { chooseStation } from './climate.ts';
import type { Json } from '../../core/json.ts';
import type { DailySeries } from '../../physics/ground/dailySeries.ts';
import type { SeriesReport } from '../../tables/series.ts';
import type { ReadSensorsTask, SensorTable, SiteSensors } from '../../../workers/readSensors.ts';
import type { PlanContext } from '../process.ts';
import type { CalibrationInputs } from './calibrationInputs.ts';

export interface Sensor {
  readonly depthM: number;
  readonly daily: DailySeries;
}

export interface MeasuredRecord {
  readonly site: string;
  /** By depth, the one that is the weather not among them. */
  readonly sensors: readonly Sensor[];
  /** All of them, which the column begins with. */
  readonly initial: readonly Sensor[];
  readonly report: SeriesReport;
}

export interface Weather {
  /** °C of days since 1970-01-01, short gaps bridged; NaN beyond and in longer ones. */
  readonly daily: DailySeries;
  readonly account: { readonly [key: string]: Json };
  readonly warnings: readonly string[];
}

/** The uppermost sensor is the surface where it is no deeper, m. */
const surfaceDepthM = 0.05;

/** @throws {DomainError} as the readers; 'invalid-input' for readings that are no days', an unknown site or no weather */
export async function readRecord(
  context: PlanContext,
  given: CalibrationInputs,
): Promise<{ readonly record: MeasuredRecord; readonly weather: Weather }> {
  const file = await context.library.resolve('boreholes', given.record);
  const task: ReadSensorsTask = { path: file.path, options: seriesOptions(file, given.reading) };
  const { sites, report } = await context.pool.run<SensorTable>('readSensors', task, context.signal);
  const { site, sensors } = siteOf(sites, given.site);
  const daily = sensors.map(({ depthM, span, daily: series }): Sensor => {
    if (series !== null) return { depthM, daily: series };
    throw refuse(
      '/record',
      `${report.fileName}: expected a temperature for each day with its date; found values of ${span === 'reading' ? 'no date' : span} at ${depthM} m`,
    );
  });
  if (given.series !== null) {
    return { record: { site, sensors: daily, initial: daily, report }, weather: await readWeather(context, given) };
  }
  const record = { site, sensors: daily.slice(1), initial: daily, report };
  return { record, weather: uppermost(daily[0]!, given) };
}

function siteOf(sites: readonly SiteSensors[], wanted: string | null): SiteSensors {
  const names = sites.map(({ site }) => site);
  if (wanted === null) {
    if (sites.length === 1) return sites[0]!;
    throw refuse('/site', `The record has ${sites.length} sites (${names.slice(0, 8).join(', ')}): choose one by site`);
  }
  const found = sites.find(({ site }) => site === wanted);
  if (found !== undefined) return found;
  throw refuse(
    '/site',
    `The record has no site ${JSON.stringify(wanted)}; the nearest is ${JSON.stringify(nearestName(wanted, names))}`,
  );
}

function uppermost({ depthM, daily }: Sensor, { surface, longestGapDays }: CalibrationInputs): Weather {
  if (depthM > surfaceDepthM) {
    throw refuse(
      '/series',
      `Without a series the uppermost sensor is the surface, but it lies at ${depthM} m, deeper than ${surfaceDepthM} m: give the weather, of the air or of the ground surface (medium)`,
    );
  }
  const { nFactors, snow, vegetationM2KW, transferWM2K } = surface;
  if (nFactors !== undefined || snow !== undefined || vegetationM2KW > 0 || transferWM2K !== null) {
    throw refuse(
      '/surface',
      'The uppermost sensor is the surface of the ground itself, that no snow, vegetation or n-factor lies over: leave surface out, or give the air as series',
    );
  }
  return {
    daily: { ...daily, valuesC: bridgeGaps(daily.valuesC, longestGapDays).valuesC },
    account: { weather: 'uppermost sensor', depthM },
    warnings: depthM === 0 ? [] : [`The sensor at ${depthM} m is taken for the surface of the ground`],
  };
}

async function readWeather(context: PlanContext, given: CalibrationInputs): Promise<Weather> {
  const { series, report } = await readClimateTable(context, given, given.series!, given.medium);
  const ofMedium = series.filter(({ medium }) => medium === given.medium);
  if (ofMedium.length === 0) {
    throw refuse('/medium', `${report.fileName} has no temperatures of the ${given.medium}`);
  }
  const { station, step, first, valuesC, isNormal } = chooseStation(ofMedium, given.station);
  if (step !== 'day' || isNormal) {
    throw refuse(
      '/series',
      `${report.fileName} has values of ${step}s; a calibration needs the weather of each day, since measurements of days are what it is fitted to`,
    );
  }
  return {
    daily: { firstDay: first, valuesC: bridgeGaps(valuesC, given.longestGapDays).valuesC },
    account: {
      weather: report.fileName,
      station,
      medium: given.medium,
      from: isoDateOf(first),
      to: isoDateOf(first + valuesC.length - 1),
    },
    warnings: report.warnings,
  };
}

/** @returns NaN for none */
export function onDay({ firstDay, valuesC }: DailySeries, day: number): number {
  return valuesC[day - firstDay] ?? Number.NaN;
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
