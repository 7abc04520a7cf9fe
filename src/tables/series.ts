/** A table of temperature series: a file in, the readings of each site by depth and an account of the rest out. */
import { dayOf } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { splitUnit } from './columnUnits.ts';
import { applyEdits } from './edits.ts';
import { readTimes } from './dateColumns.ts';
import { listing } from './intakeReport.ts';
import { tableLimits } from './limits.ts';
import { decimalMarks, parseNumber } from './numbers.ts';
import { readSource } from './readSource.ts';
import { readingDepths } from './readingDepths.ts';
import { readingsBuilder } from './sensorReadings.ts';
import { onlyRows, rejectImpossible, valueCells, withoutRows } from './seriesCells.ts';
import { planColumns } from './seriesLayout.ts';
import { readPlaces } from './sitePlaces.ts';
import { toCelsius } from './seriesTemperatures.ts';
import type { DateOptions, ReadDates } from './dates.ts';
import type { TableEdit } from './edits.ts';
import type { Listing, Rejection } from './intakeReport.ts';
import type { TableLimits } from './limits.ts';
import type { DecimalMark } from './numbers.ts';
import type { RawTable } from './rawTable.ts';
import type { ReadingDepthOptions } from './readingDepths.ts';
import type { SourceOptions } from './readSource.ts';
import type { ReadingsBuilder, SensorFaults, SensorReadings, ValueSpan } from './sensorReadings.ts';
import type { SeriesTable, ValueCells } from './seriesCells.ts';
import type { DepthUnit, ResolvedDepths } from './seriesDepths.ts';
import type { ColumnPlan, LayoutOptions } from './seriesLayout.ts';
import type { SeriesRole } from './seriesRoles.ts';
import type { Places, SitePlace } from './sitePlaces.ts';
import type { Celsius, TemperatureUnit } from './seriesTemperatures.ts';

export interface SeriesOptions extends SourceOptions, LayoutOptions, DateOptions, ReadingDepthOptions {
  readonly fileName: string;
  /** Name of the site where no column names it. */
  readonly site: string;
  /** Column to text: rows with another text there are passed over. */
  readonly only: Readonly<Record<string, string>>;
  /** null to take it from the column's name, or °C. */
  readonly temperatureUnit: TemperatureUnit | null;
  /** Numbers that stand for no measurement, beside −999, 9999, 3276.6 and their kin. */
  readonly missingValues: readonly number[];
  /** What the owner of the table leaves out or repairs. */
  readonly edits: readonly TableEdit[];
  /** null to find it column by column. */
  readonly decimalMark: DecimalMark | null;
  readonly limits?: Partial<TableLimits>;
}

export interface SiteReadings extends SitePlace {
  readonly site: string;
  /** One per depth, by depth. */
  readonly sensors: readonly SensorReadings[];
}

/** JSON: what came in and how it was understood. */
export interface SeriesReport {
  readonly fileName: string;
  readonly format: string;
  readonly encoding: string | null;
  readonly layout: ColumnPlan['layout'];
  /** Column by role. */
  readonly columns: Partial<Record<SeriesRole, string>>;
  readonly valueColumns: readonly string[];
  readonly ignoredColumns: readonly string[];
  readonly time: { readonly layout: string; readonly precision: string } | null;
  readonly unit: Celsius['unit'];
  readonly depth: { readonly unit: DepthUnit; readonly how: string; readonly sign: ResolvedDepths['sign'] };
  readonly rows: number;
  readonly readings: number;
  /** Cells of values that are blank, or stand for no measurement. */
  readonly blank: number;
  readonly sentinels: number;
  /** Readings above the ground: left out. */
  readonly aboveGround: number;
  readonly faults: SensorFaults;
  readonly rejected: Listing<Rejection>;
  /** What was changed of positions. */
  readonly warnings: readonly string[];
}

/**
 * Reads CSV, TSV, XLSX, XLS, ODS or GeoJSON as series: a value per row with its depth, or columns per depth, year or
 * site, with or without a time.
 * @throws {DomainError} as the reader of the format, `planColumns`, `readDates`, `resolveDepths` and `toCelsius` do;
 * 'no-rows' where no reading is left; 'invalid-input' where one site stands at two places
 */
export function readSeries(
  bytes: Uint8Array,
  options: SeriesOptions,
): { readonly sites: readonly SiteReadings[]; readonly report: SeriesReport } {
  const source = readSource(bytes, options, { ...tableLimits, ...options.limits });
  const edited = applyEdits(source.raw, options.edits);
  const raw = onlyRows(withoutRows(edited.raw, edited.excluded), options.only);
  const plan = planColumns(raw, options);
  const marks = decimalMarks(raw.cells, source.markHint).map((mark) => options.decimalMark ?? mark);
  const table: SeriesTable = { raw, marks, plan, rejected: [...raw.misfits] };
  const times = readTimes(raw, plan.time, options);
  const span = spanOf(times, plan);
  const cells = valueCells(table, times);
  const temperatureName = plan.values.find(({ depth }) => depth?.temperatureUnit)?.depth?.temperatureUnit ?? null;
  const named = splitUnit(plan.values[0]!.column).unit;
  const celsius = toCelsius(
    cells.values,
    options.temperatureUnit,
    temperatureName ?? (named === 'C' || named === 'K' ? named : null),
    options.missingValues,
  );
  rejectImpossible(table, cells, celsius);
  const { resolved, depthOf } = readingDepths(table, options);
  const gathered = gather(table, cells, celsius.valuesC, depthOf, times, options.site);
  const places = readPlaces(table, source.geometry);
  const { sites, faults } = finishSites(gathered.sites, span, places);
  if (sites.length === 0) throw nothingLeft(options.fileName, table.rejected);
  return {
    sites,
    report: {
      fileName: options.fileName,
      format: source.format,
      encoding: source.encoding,
      layout: plan.layout,
      columns: { ...plan.roles, ...plan.time },
      valueColumns: plan.values.map(({ column }) => column),
      ignoredColumns: plan.ignored,
      time: times === null ? null : { layout: times.layout, precision: times.precision },
      unit: celsius.unit,
      depth: { unit: resolved.unit.name, how: resolved.unit.how, sign: resolved.sign },
      rows: raw.lines.length,
      readings: gathered.readings,
      blank: cells.blank,
      sentinels: celsius.sentinels,
      aboveGround: gathered.aboveGround,
      faults,
      rejected: listing(table.rejected.toSorted((a, b) => a.line - b.line)),
      warnings: places.warnings,
    },
  };
}

function spanOf(times: ReadDates | null, { layout }: ColumnPlan): ValueSpan {
  if (layout === 'years') return 'year';
  if (times === null) return 'all years';
  if (times.precision === 'year' || times.precision === 'month') return times.precision;
  return 'reading';
}

interface Gathered {
  readonly sites: Map<string, { readonly rows: number[]; readonly byDepth: Map<number, ReadingsBuilder> }>;
  readonly readings: number;
  readonly aboveGround: number;
}

function gather(
  { raw, plan }: SeriesTable,
  cells: ValueCells,
  valuesC: Float64Array,
  depthOf: (row: number, column: number) => number,
  times: ReadDates | null,
  siteOfFile: string,
): Gathered {
  const { site: siteName } = plan.roles;
  const names = siteName === undefined ? null : raw.cells[raw.names.indexOf(siteName)]!;
  const sites: Gathered['sites'] = new Map();
  let readings = 0;
  let aboveGround = 0;
  for (const [i, valueC] of valuesC.entries()) {
    if (Number.isNaN(valueC)) continue;
    const [row, column] = [cells.rows[i]!, cells.columns[i]!];
    const depthM = depthOf(row, column);
    if (Number.isNaN(depthM)) continue;
    if (depthM < 0) {
      aboveGround += 1;
      continue;
    }
    const value = plan.values[column]!;
    const named = plan.layout === 'sites' ? value.column : names?.[row];
    const site = named === undefined || named === '' ? siteOfFile : named;
    const year = value.year === null ? null : dayOf({ year: value.year, month: 1, day: 1 });
    const day = year ?? times?.days[row] ?? 0;
    let entry = sites.get(site);
    if (entry === undefined) sites.set(site, (entry = { rows: [], byDepth: new Map() }));
    if (entry.rows.at(-1) !== row) entry.rows.push(row);
    let builder = entry.byDepth.get(depthM);
    if (builder === undefined) entry.byDepth.set(depthM, (builder = readingsBuilder()));
    builder.add(day, valueC, raw.lines[row]!);
    const record = times === null && plan.layout !== 'years' ? recordOf(raw, plan, row) : null;
    if (record !== null) builder.setRecord(record);
    readings += 1;
  }
  return { sites, readings, aboveGround };
}

function recordOf(raw: RawTable, { roles }: ColumnPlan, row: number) {
  const whole = (name: string | undefined): number | null => {
    const value = name === undefined ? null : parseNumber(raw.cells[raw.names.indexOf(name)]![row]!, '.');
    return value !== null && Number.isInteger(value) && value > 0 ? value : null;
  };
  return { years: whole(roles.years), firstYear: whole(roles.firstYear), lastYear: whole(roles.lastYear) };
}

function finishSites(
  gathered: Gathered['sites'],
  span: ValueSpan,
  places: Places,
): { readonly sites: SiteReadings[]; readonly faults: SensorFaults } {
  let faults: SensorFaults = { repeated: 0, contradicting: 0, backwards: 0 };
  const sites = Array.from(gathered, ([site, { rows, byDepth }]): SiteReadings => {
    const place = places.of(site, rows);
    const sensors = [...byDepth]
      .toSorted(([a], [b]) => a - b)
      .map(([depthM, builder]) => {
        const finished = builder.finish(site, depthM, span);
        faults = {
          repeated: faults.repeated + finished.faults.repeated,
          contradicting: faults.contradicting + finished.faults.contradicting,
          backwards: faults.backwards + finished.faults.backwards,
        };
        return finished.sensor;
      })
      .filter(({ valuesC }) => valuesC.length > 0);
    return { site, ...place, sensors };
  });
  return { sites: sites.filter(({ sensors }) => sensors.length > 0), faults };
}

function nothingLeft(fileName: string, rejected: readonly Rejection[]): DomainError {
  const first = rejected[0];
  const why =
    first === undefined
      ? 'every value is blank or stands for no measurement'
      : `the first, line ${first.line}, ${first.column ?? 'row'} ${JSON.stringify(first.value)}: ${first.reason}`;
  return new DomainError('no-rows', `No reading of ${fileName} can be used; ${why}`, {
    fileName,
    rejected: rejected.slice(0, 20),
  });
}
