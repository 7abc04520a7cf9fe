/** The tables that degree-days of stations are made from, read in threads. */
import { DomainError } from '../../core/errors.ts';
import { daysInYear } from '../../core/calendar.ts';
import { frostNumber } from '../../physics/degreeDays.ts';
import { joinMedia, sinusoidYears, stationYears } from './stationYears.ts';
import type { AnnualTable, AnnualValue } from '../../tables/annualTable.ts';
import type { ClimateReport } from '../../tables/climateReport.ts';
import type { ClimateOptions, ClimateTable } from '../../tables/climateSeries.ts';
import type { Medium } from '../../tables/climateColumns.ts';
import type { ReadClimateTask } from '../../../workers/readClimate.ts';
import type { PlanContext } from '../process.ts';
import type { MediumYear, StationYear, YearRules } from './stationYears.ts';

export interface StationIndices {
  readonly years: readonly StationYear[];
  /** How each table was read, and what was left out and why. */
  readonly reports: readonly (ClimateReport | IndexReport)[];
}

interface IndexReport {
  readonly index: IndexName;
  readonly fileName: string;
  readonly valuesRead: number;
  readonly rejected: AnnualTable['rejected'];
}

/** How the columns of a table of series are to be read. */
type SeriesReading = Pick<ClimateOptions, 'columns' | 'units' | 'dateOrder'>;

export interface SeriesRequest extends SeriesReading {
  readonly series: string;
  /** A second table, of the ground surface; null for none. */
  readonly surface: string | null;
  /** What to call the station of a table that does not name it. */
  readonly station: string;
  readonly rules: YearRules;
}

/** @throws {DomainError} as the reader; 'invalid-input' where the second table repeats what the first has */
export async function readSeries(context: PlanContext, request: SeriesRequest): Promise<StationIndices> {
  const tables = [await readClimateTable(context, request, request.series, 'air')];
  if (request.surface !== null) tables.push(await readClimateTable(context, request, request.surface, 'surface'));
  const series = tables.flatMap((table) =>
    table.series.map((one) => ({ ...one, station: one.station || request.station })),
  );
  const sinusoids = tables.flatMap((table) => table.sinusoids);
  const keys = series.map(({ station, medium }) => `${medium} of ${station}`);
  const twice = keys.find((key, i) => keys.indexOf(key) !== i);
  if (twice !== undefined) {
    throw new DomainError(
      'invalid-input',
      `Both tables hold ${twice}: say which columns are meant by columns, or give one table only`,
    );
  }
  const years = [
    ...stationYears(series, request.rules),
    ...sinusoidYears(sinusoids.map((one) => ({ ...one, station: one.station || request.station }))),
  ];
  return { years, reports: tables.map(({ report }) => report) };
}

/** @param medium what a table measures whose columns are months or stations */
export async function readClimateTable(
  context: Pick<PlanContext, 'library' | 'pool' | 'signal'>,
  request: SeriesReading,
  reference: string,
  medium: Medium,
): Promise<ClimateTable> {
  const { columns, units, dateOrder } = request;
  const file = await context.library.resolve('boreholes', reference);
  const { encoding, sheet, decimalMark, edits } = file.reading ?? {};
  const task: ReadClimateTask = {
    kind: 'series',
    path: file.path,
    options: {
      fileName: file.name,
      medium,
      columns,
      units,
      dateOrder,
      ...(encoding === undefined ? {} : { encoding }),
      ...(sheet === undefined ? {} : { sheet }),
      ...(decimalMark === undefined ? {} : { decimalMark }),
      ...(edits === undefined ? {} : { edits }),
    },
  };
  return context.pool.run<ClimateTable>('readClimate', task, context.signal);
}

export const indexNames = ['airThaw', 'airFreeze', 'surfaceThaw', 'surfaceFreeze'] as const;

type IndexName = (typeof indexNames)[number];

export type IndexTables = Partial<
  Readonly<Record<IndexName, string | { readonly table: string; readonly variable: string }>>
>;

/**
 * Years of indices that others have summed: means, frost numbers and n-factors follow.
 * @throws {DomainError} as the reader; 'invalid-input' for a negative index
 */
export async function readIndices(context: PlanContext, tables: IndexTables): Promise<StationIndices> {
  const values = new Map<IndexName, Map<string, AnnualValue>>();
  const reports: IndexReport[] = [];
  for (const name of indexNames) {
    const source = tables[name];
    if (source === undefined) continue;
    const { table, variable } = typeof source === 'string' ? { table: source, variable: null } : source;
    const { fileName, read } = await readIndex(context, table, variable);
    values.set(name, byStationAndYear(read, name));
    reports.push({ index: name, fileName, valuesRead: read.values.length, rejected: read.rejected });
  }
  const parts = (['air', 'surface'] as const).flatMap((medium) =>
    mediumYears(medium, values.get(`${medium}Thaw`), values.get(`${medium}Freeze`)),
  );
  return { years: joinMedia(parts), reports };
}

async function readIndex(context: PlanContext, reference: string, variable: string | null) {
  const file = await context.library.resolve('boreholes', reference);
  const { edits = [] } = file.reading ?? {};
  const options = { fileName: file.name, variable, edits };
  const task: ReadClimateTask = { kind: 'annual', path: file.path, options };
  return { fileName: file.name, read: await context.pool.run<AnnualTable>('readClimate', task, context.signal) };
}

function byStationAndYear({ values }: AnnualTable, name: IndexName): Map<string, AnnualValue> {
  const negative = values.find(({ value }) => value < 0);
  if (negative !== undefined) {
    const { station, year, value } = negative;
    throw new DomainError(
      'invalid-input',
      `${name} of ${station} in ${year} is ${value}: expected indices of 0 °C·day or more, freezing indices too`,
      { station, year, value },
    );
  }
  return new Map(values.map((entry) => [`${entry.station}\n${entry.year}`, entry]));
}

type Years = ReadonlyMap<string, AnnualValue>;

function mediumYears(medium: Medium, thaw: Years = new Map(), freeze: Years = new Map()) {
  const stations = new Map<string, { year: number; found: MediumYear }[]>();
  for (const [key, { station, year }] of new Map([...thaw, ...freeze])) {
    const known = stations.get(station) ?? [];
    stations.set(station, known);
    known.push({ year, found: givenYear(thaw.get(key)?.value, freeze.get(key)?.value, year) });
  }
  return Array.from(stations, ([station, years]) => ({ station, medium, years }));
}

function givenYear(thaw: number | undefined, freeze: number | undefined, year: number): MediumYear {
  const found = { completeness: null, interpolatedDays: 0 };
  if (thaw === undefined || freeze === undefined) {
    const one = thaw === undefined ? { freezeIndexCDays: freeze! } : { thawIndexCDays: thaw };
    return { ...found, indices: one, method: 'given' };
  }
  const degreeDays = { thawIndexCDays: thaw, freezeIndexCDays: freeze };
  const meanC = (thaw - freeze) / daysInYear(year);
  return {
    ...found,
    indices: { ...degreeDays, meanC, frostNumber: frostNumber(degreeDays) },
    method: 'given; mean from thaw − freeze',
  };
}
