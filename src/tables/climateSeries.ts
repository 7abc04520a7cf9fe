/** Tables of temperatures through time, however they are laid out, as one gapless array per station and medium. */
import { civilDateOf } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { readCells } from './climateCells.ts';
import { assignClimateColumns } from './climateColumns.ts';
import { reportClimate } from './climateReport.ts';
import { readSinusoids } from './climateSinusoids.ts';
import { refuseMixedUnits } from './climateUnits.ts';
import { readTimes } from './dateColumns.ts';
import { tableLimits } from './limits.ts';
import { decimalMarks, isMissing } from './numbers.ts';
import { applyEdits } from './edits.ts';
import { readSource } from './readSource.ts';
import { withoutRows } from './seriesCells.ts';
import { placeValues } from './seriesPlaces.ts';
import type { ClimateColumns, Medium } from './climateColumns.ts';
import type { ClimateBlock, ClimateReport } from './climateReport.ts';
import type { ClimateSinusoid } from './climateSinusoids.ts';
import type { TemperatureUnit } from './climateUnits.ts';
import type { DateOptions, ReadDates } from './dates.ts';
import type { Rejection } from './intakeReport.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { TableEdit } from './edits.ts';
import type { SourceOptions, TableSource } from './readSource.ts';

export interface ClimateOptions extends SourceOptions {
  /** For messages and the report. */
  readonly fileName: string;
  /** Role (see `climateRoles`) to column name; wins over guesses. */
  readonly columns: Readonly<Record<string, string>>;
  /** Of each medium; found in the names and values where none is given. */
  readonly units: { readonly [medium in Medium]?: TemperatureUnit | undefined };
  /** What a table measures whose columns are months or stations. */
  readonly medium: Medium;
  readonly dateOrder: DateOptions['dateOrder'];
  readonly decimalMark?: DecimalMark;
  /** Rows left out and cells repaired. */
  readonly edits?: readonly TableEdit[];
}

export interface ClimateSeries {
  /** '' in a table of one station without its name. */
  readonly station: string;
  readonly medium: Medium;
  readonly step: 'day' | 'month';
  /** Of the first value: its day since 1970-01-01, or its month, year·12 + month − 1; 0 for normals, of no year. */
  readonly first: number;
  /** °C, one per day or month without holes; NaN where none was measured. */
  readonly valuesC: Float64Array;
  /** Twelve means of many years. */
  readonly isNormal: boolean;
}

export interface ClimateTable {
  readonly series: readonly ClimateSeries[];
  readonly sinusoids: readonly ClimateSinusoid[];
  readonly report: ClimateReport;
}

/** Days or months with their values, of one station and medium, in the order of the file. */
export interface TimedValues {
  readonly station: string;
  readonly medium: Medium;
  /** For messages. */
  readonly column: string;
  readonly times: number[];
  readonly valuesC: number[];
  readonly lines: number[];
}

/**
 * Reads daily or monthly temperatures, or means and amplitudes, from CSV, TSV, XLSX, XLS or ODS.
 * @throws {DomainError} as `readSource`, `assignClimateColumns`, `readTimes` and `readCells`; 'invalid-input' where the
 *   values are of years, where units are mixed, or where one station has several values a day; 'too-large'; 'no-rows'
 */
export function readClimate(bytes: Uint8Array, options: ClimateOptions): ClimateTable {
  const asFound = readSource(bytes, options, tableLimits);
  const edited = applyEdits(asFound.raw, options.edits ?? []);
  const raw = withoutRows(edited.raw, edited.excluded);
  const source = { ...asFound, raw };
  const columns = assignClimateColumns(raw, options.columns);
  const blocks = blocksOf(raw, columns, source, options);
  if (columns.layout === 'sinusoid') {
    return { series: [], ...readSinusoids(source, columns, blocks, options.fileName) };
  }
  const dates = readTimes(raw, columns.times, { dateOrder: options.dateOrder, utcOffsetHours: null });
  const step = stepOf(columns, dates, options.fileName);
  const placed = placeValues(
    timedValues(raw, columns, blocks, dates, options.medium),
    step,
    dates?.precision === 'time',
  );
  const isNormal = dates === null;
  const series = placed.series.map((entry) => ({ ...entry, step, isNormal }));
  if (series.length === 0) throw new DomainError('no-rows', `${options.fileName}: no row has a time and a temperature`);
  if (!isNormal) for (const one of placed.series) refuseMixedUnits(one.column, one.station, yearsOf(one, step));
  const faults = [...dateRejections(raw, columns, dates), ...namelessRows(raw, columns)];
  const rejected = [...faults, ...raw.misfits, ...blocks.flatMap((block) => block.rejected), ...placed.rejected];
  return {
    series,
    sinusoids: [],
    report: reportClimate(source, columns, blocks, options.fileName, {
      step,
      dates: dates?.layout ?? null,
      stations: new Set(series.map(({ station }) => station)).size,
      rejected,
      warnings: placed.warnings,
    }),
  };
}

/** Media have units of their own; months and stations share one; mean and amplitude are read apart, as a difference is. */
function blocksOf(
  raw: RawTable,
  columns: ClimateColumns,
  source: TableSource,
  options: ClimateOptions,
): ClimateBlock[] {
  const marks = decimalMarks(raw.cells, source.markHint);
  const cellsOf = (name: string) => {
    const place = raw.names.indexOf(name);
    return { name, texts: raw.cells[place]!, mark: options.decimalMark ?? marks[place]! };
  };
  const groups =
    columns.layout === 'long'
      ? columns.values.map((name, i) => ({ names: [name], unit: options.units[columns.media[i]!] ?? null }))
      : [{ names: columns.values, unit: options.units[options.medium] ?? null }];
  return groups.map(({ names, unit }) => ({
    names,
    ...readCells({ columns: names.map(cellsOf), lines: raw.lines, unit }),
  }));
}

function stepOf({ layout, times }: ClimateColumns, dates: ReadDates | null, fileName: string): 'day' | 'month' {
  if (layout === 'months') {
    if (dates === null || dates.precision === 'year') return 'month';
    throw new DomainError(
      'invalid-input',
      `${fileName}: has a column for every month and yet dates finer than a year in ${times.date ?? times.year}`,
    );
  }
  if (dates?.precision === 'month') return 'month';
  if (dates !== null && dates.precision !== 'year') return 'day';
  throw new DomainError(
    'invalid-input',
    `${fileName}: has one time per year; degree-days need temperatures of days or months. Indices of years, from a yearbook, are given by the input indices`,
  );
}

/** Sorts the values of the table by station and medium. */
function timedValues(
  raw: RawTable,
  { layout, station, values, media }: ClimateColumns,
  blocks: readonly ClimateBlock[],
  dates: ReadDates | null,
  medium: Medium,
): TimedValues[] {
  const byKey = new Map<string, TimedValues>();
  const stations = station === null ? null : raw.cells[raw.names.indexOf(station)]!;
  const add = (name: string, of: Medium, column: string, row: number, time: number, valueC: number): void => {
    if (Number.isNaN(time) || (stations !== null && isMissing(name))) return;
    const key = `${of} ${name}`;
    const known = byKey.get(key) ?? { station: name, medium: of, column, times: [], valuesC: [], lines: [] };
    byKey.set(key, known);
    known.times.push(time);
    known.valuesC.push(valueC);
    known.lines.push(raw.lines[row]!);
  };
  const columns = blocks.flatMap(({ valuesC }) => valuesC);
  for (const [place, valuesC] of columns.entries()) {
    const column = values[place]!;
    for (let row = 0; row < valuesC.length; row++) {
      const name = layout === 'stations' ? column : (stations?.[row] ?? '');
      const of = layout === 'long' ? media[place]! : medium;
      add(name, of, column, row, timeOf(dates, row, layout === 'months' ? place : null), valuesC[row]!);
    }
  }
  return [...byKey.values()];
}

/** A day, or a month counted as year·12 + month − 1. */
function timeOf(dates: ReadDates | null, row: number, month: number | null): number {
  if (dates === null) return month ?? Number.NaN;
  const day = dates.days[row]!;
  if (Number.isNaN(day)) return day;
  if (month === null && dates.precision !== 'month') return Math.floor(day);
  const date = civilDateOf(day);
  return date.year * 12 + (month ?? date.month - 1);
}

function namelessRows(raw: RawTable, { station }: ClimateColumns): Rejection[] {
  const texts = station === null ? [] : raw.cells[raw.names.indexOf(station)]!;
  return texts.flatMap((text, row) =>
    isMissing(text) ? [{ line: raw.lines[row]!, column: station, value: text, reason: 'names no station' }] : [],
  );
}

function dateRejections(raw: RawTable, { times }: ClimateColumns, dates: ReadDates | null): Rejection[] {
  if (dates === null) return [];
  const name = times.date ?? times.year ?? null;
  const texts = name === null ? null : raw.cells[raw.names.indexOf(name)]!;
  return Array.from(dates.faults, ([row, reason]) => ({
    line: raw.lines[row]!,
    column: name,
    value: texts?.[row]?.slice(0, 80) ?? null,
    reason,
  }));
}

/** Values of each calendar year that has nearly all of them: half a year has another spread. */
function yearsOf({ first, valuesC }: { first: number; valuesC: Float64Array }, step: 'day' | 'month') {
  const years = new Map<number, number[]>();
  for (const [i, valueC] of valuesC.entries()) {
    if (Number.isNaN(valueC)) continue;
    const year = step === 'month' ? Math.floor((first + i) / 12) : civilDateOf(first + i).year;
    const known = years.get(year);
    if (known === undefined) years.set(year, [valueC]);
    else known.push(valueC);
  }
  const whole = step === 'month' ? 12 : 330;
  return [...years].filter(([, values]) => values.length >= whole).map(([year, values]) => ({ year, valuesC: values }));
}
