/** Indices of stations as rows of tables: every year with completeness and method, and the means of the whole years. */
import { monthsOfYear } from './yearSpan.ts';
import type { CsvValue } from '../../tables/writeCsv.ts';
import type { StationPosition } from './stationPositions.ts';
import type { MediumYear, StationYear } from './stationYears.ts';

interface Column {
  readonly name: string;
  readonly of: (row: StationYear) => CsvValue;
  /** Whether its mean over the years says something. */
  readonly averaged: boolean;
}

const airColumns = mediumColumns('air', 'maatC');
const surfaceColumns = mediumColumns('surface', 'magstC');

const columns: readonly Column[] = [
  { name: 'station', of: ({ station }) => station, averaged: false },
  { name: 'year', of: ({ year }) => year, averaged: false },
  ...airColumns,
  ...surfaceColumns,
  { name: 'thawNFactor', of: ({ thawNFactor }) => thawNFactor, averaged: true },
  { name: 'freezeNFactor', of: ({ freezeNFactor }) => freezeNFactor, averaged: true },
];

function mediumColumns(medium: 'air' | 'surface', mean: string): readonly Column[] {
  const number = (name: string, of: (year: MediumYear) => number | null | undefined, averaged = true): Column => ({
    name,
    of: (row) => (row[medium] === null ? null : (of(row[medium]) ?? null)),
    averaged,
  });
  return [
    number(`${medium}ThawIndexCDays`, ({ indices }) => indices?.thawIndexCDays),
    number(`${medium}FreezeIndexCDays`, ({ indices }) => indices?.freezeIndexCDays),
    number(mean, ({ indices }) => indices?.meanC),
    number(`${medium}AmplitudeC`, ({ indices }) => indices?.amplitudeC),
    number(`${medium}FrostNumber`, ({ indices }) => indices?.frostNumber),
    number(`${medium}Completeness`, ({ completeness }) => completeness, false),
    number(`${medium}InterpolatedDays`, ({ interpolatedDays }) => interpolatedDays, false),
    { name: `${medium}Method`, of: (row) => row[medium]?.method ?? null, averaged: false },
  ];
}

export interface RowTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly CsvValue[])[];
}

/** Columns of a medium that no station has are left out; years that are none of the calendar say from when they are. */
export function yearTable(years: readonly StationYear[], yearStartsMonth: number): RowTable {
  const [station, year, ...others] = usedColumns(years);
  const span = yearStartsMonth === 1 ? [] : (['from', 'to'] as const).map((end) => spanColumn(end, yearStartsMonth));
  const used = [station!, year!, ...span, ...others];
  return { columns: used.map(({ name }) => name), rows: years.map((row) => used.map(({ of }) => of(row))) };
}

function spanColumn(end: 'from' | 'to', yearStartsMonth: number): Column {
  const of = ({ year }: StationYear): CsvValue => (year === null ? null : monthsOfYear(year, yearStartsMonth)[end]);
  return { name: end, of, averaged: false };
}

/**
 * A row per station: the mean of each number over the years that have it, how many these are, and where the station is.
 * @param positions by station; null where no table of stations was given
 */
export function normalTable(
  years: readonly StationYear[],
  positions: ReadonlyMap<string, StationPosition> | null,
): RowTable {
  const averaged = usedColumns(years).filter((column) => column.averaged);
  const stations = Map.groupBy(years, ({ station }) => station);
  const place = positions === null ? [] : ['lat', 'lon', 'elevation'];
  return {
    columns: ['station', ...place, 'firstYear', 'lastYear', ...averaged.flatMap(({ name }) => [name, `${name}Years`])],
    rows: Array.from(stations, ([station, rows]) => {
      const found = positions?.get(station);
      const at = positions === null ? [] : [found?.lat ?? null, found?.lon ?? null, found?.elevation ?? null];
      return [station, ...at, ...spanOf(rows), ...averaged.flatMap(({ of }) => meanOf(rows.map((row) => of(row))))];
    }),
  };
}

function usedColumns(years: readonly StationYear[]): readonly Column[] {
  const unused = new Set([
    ...(years.some(({ air }) => air !== null) ? [] : airColumns),
    ...(years.some(({ surface }) => surface !== null) ? [] : surfaceColumns),
  ]);
  const both = unused.size === 0;
  return columns.filter((column) => !unused.has(column) && (both || !column.name.endsWith('NFactor')));
}

export function hasNumbers(year: MediumYear | null): boolean {
  return year !== null && year.indices !== null;
}

/** First and last year with any number. */
function spanOf(rows: readonly StationYear[]): [CsvValue, CsvValue] {
  const years = rows
    .filter(({ air, surface }) => hasNumbers(air) || hasNumbers(surface))
    .flatMap(({ year }) => year ?? []);
  return [years[0] ?? null, years.at(-1) ?? null];
}

function meanOf(values: readonly CsvValue[]): [CsvValue, CsvValue] {
  const known = values.filter((value) => typeof value === 'number').filter((value) => !Number.isNaN(value));
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return [known.length === 0 ? null : mean, known.length];
}

/** Rows as JSON objects; NaN becomes null. */
export function asObjects({ columns: names, rows }: RowTable): { readonly [name: string]: string | number | null }[] {
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name, i) => {
        const value = row[i] ?? null;
        return [name, typeof value === 'number' && Number.isNaN(value) ? null : value];
      }),
    ),
  );
}
