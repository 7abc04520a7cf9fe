/** What the columns of a series table are: site, time, depth and value, or a value column per depth, year or site. */
import { DomainError } from '../core/errors.ts';
import { columnMissing, namesRole } from './columnRoles.ts';
import { splitUnit } from './columnUnits.ts';
import { findTimeColumns, timePartOf } from './dateColumns.ts';
import { firstOf } from './intakeReport.ts';
import { isMissing } from './numbers.ts';
import { depthHeading } from './seriesDepths.ts';
import { namesSeriesRole, rolesOfDataset } from './seriesRoles.ts';
import { words } from './roleNames.ts';
import type { TimeColumns } from './dateColumns.ts';
import type { RawTable } from './rawTable.ts';
import type { DepthHeading } from './seriesDepths.ts';
import type { SeriesRole } from './seriesRoles.ts';

/** A value per row, or a column of values per depth, per year or per site. */
export const seriesLayouts = ['long', 'depths', 'years', 'sites'] as const;

type SeriesLayout = (typeof seriesLayouts)[number];

export interface ColumnPlan {
  readonly layout: SeriesLayout;
  readonly roles: Partial<Record<SeriesRole, string>>;
  readonly time: TimeColumns;
  /** Columns of values, with the depth or the year that each name says. */
  readonly values: readonly {
    readonly column: string;
    readonly depth: DepthHeading | null;
    readonly year: number | null;
  }[];
  readonly ignored: readonly string[];
}

export interface LayoutOptions {
  /** Role to column name; wins over the names that people use. */
  readonly columns: Partial<Record<SeriesRole, string>>;
  /**
   * Role to column name as given with the dataset for any use of it; here a column that the table does not have, or a
   * role that series do not know, means nothing.
   */
  readonly datasetColumns: Readonly<Record<string, string>>;
  /** Column name to its depth in metres, where names say none, such as {"T1": 0.5}. */
  readonly depths: Readonly<Record<string, number>>;
  /** null to find it. */
  readonly layout: SeriesLayout | null;
}

/** Names that can only mean the ground, and names that may also be of the air. */
const groundNames = new Set(
  words(`gt gst tg ground_temperature ground_temp soil_temperature soil_temp tsoil magt magst
    mean_annual_ground_temperature 地温 土温 土壤温度 地表温度 年平均地温 температура_грунта температура_грунтов
    температура_почвы температура_пород bodentemperatur erdbodentemperatur bodentemp température_du_sol
    temperature_du_sol température_sol temp_sol`),
);
const anyNames = new Set(
  words(
    `value t temp temperature 温度 温度值 测温值 数值 значение температура wert messwert temperatur valeur température`,
  ),
);

/**
 * @throws {DomainError} 'column-missing' for a column given and not there; 'invalid-input' where the columns do not say
 * what they hold
 */
export function planColumns(raw: RawTable, options: LayoutOptions): ColumnPlan {
  for (const column of [...Object.values(options.columns), ...Object.keys(options.depths)]) {
    if (!raw.names.includes(column)) throw columnMissing(column, raw.names);
  }
  const roles: Partial<Record<SeriesRole, string>> = {
    ...rolesOfDataset(raw.names, options.datasetColumns, options.columns),
    ...options.columns,
  };
  const time = findTimeColumns(raw.names, pickTime(roles));
  const taken = new Set([...Object.values(roles), ...Object.values(time), ...Object.keys(options.depths)]);
  for (const role of ['lat', 'lon', 'elevation', 'depth', 'years', 'firstYear', 'lastYear'] as const) {
    if (roles[role] === undefined)
      take(
        role,
        onlyOne(
          raw.names.filter((name) => !taken.has(name) && namesSeriesRole(name, role)),
          role,
        ),
      );
  }
  const hasTime = time.date !== undefined || time.year !== undefined;
  if (roles.site === undefined) take('site', siteColumn(raw, taken, hasTime));
  const free = raw.names.filter((name) => !taken.has(name) && timePartOf(name) === null);
  const plan = { roles, time };
  const finish = (layout: SeriesLayout, values: ColumnPlan['values']): ColumnPlan => {
    const used = new Set([...taken, ...values.map(({ column }) => column)]);
    return { ...plan, layout, values, ignored: raw.names.filter((name) => !used.has(name)) };
  };
  const depths = depthColumns(free, options.depths);
  const years = hasTime ? [] : yearColumns(free);
  const layout = options.layout ?? guessLayout(roles, depths.length, years.length);
  if (layout === 'depths' && depths.length > 0) return finish('depths', depths);
  if (layout === 'years' && years.length > 0) return finish('years', years);
  if (layout === 'sites') return finish('sites', siteColumns(raw, free));
  if (layout === 'long') {
    const column = roles.value ?? valueColumn(free);
    if (column !== null) return finish('long', [{ column, depth: null, year: null }]);
  }
  throw noValues(raw.names, layout);

  function take(role: SeriesRole, column: string | null): void {
    if (column === null) return;
    roles[role] = column;
    taken.add(column);
  }
}

function pickTime(columns: Partial<Record<SeriesRole, string>>): TimeColumns {
  const { date, time, year, month, day, dayOfYear, hour } = columns;
  const given = { date, time, year, month, day, dayOfYear, hour };
  return Object.fromEntries(Object.entries(given).filter(([, column]) => column !== undefined));
}

function onlyOne(candidates: readonly string[], role: SeriesRole): string | null {
  if (candidates.length > 1) throw ambiguous(candidates, role);
  return candidates[0] ?? null;
}

/** By an id, a place or a name, in this order. Beside a time, an id that no two rows share only counts the rows. */
function siteColumn({ names, cells }: RawTable, taken: ReadonlySet<string>, hasTime: boolean): string | null {
  const free = names.filter((name) => !taken.has(name));
  const own = free.filter((name) => namesSeriesRole(name, 'site'));
  if (own.length > 0) return onlyOne(own, 'site');
  const countsRows = (name: string): boolean => {
    const texts = cells[names.indexOf(name)]!;
    return hasTime && texts.length > 1 && new Set(texts).size === texts.length;
  };
  for (const role of ['id', 'location', 'name'] as const) {
    const candidates = free.filter((name) => namesRole(name, role) && !(role === 'id' && countsRows(name)));
    if (candidates.length > 0) return onlyOne(candidates, 'site');
  }
  return null;
}

function guessLayout(roles: ColumnPlan['roles'], depths: number, years: number): SeriesLayout {
  if (roles.depth !== undefined || roles.value !== undefined) return 'long';
  // A lone number in a column's name, such as GT15, is its depth; years come in rows.
  if (years > 1) return 'years';
  return depths > 0 ? 'depths' : 'long';
}

function depthColumns(free: readonly string[], given: Readonly<Record<string, number>>): ColumnPlan['values'] {
  const named = Object.entries(given).map(([column, value]): ColumnPlan['values'][number] => ({
    column,
    depth: { column, value, unit: 'm', temperatureUnit: null },
    year: null,
  }));
  if (named.length > 0) return named;
  return free.flatMap((column) => {
    const depth = depthHeading(column);
    return depth === null ? [] : [{ column, depth, year: null }];
  });
}

function yearColumns(free: readonly string[]): ColumnPlan['values'] {
  return free.flatMap((column) => {
    const year = /^x?((?:18|19|20)\d\d)年?$/i.exec(column.trim())?.[1];
    return year === undefined ? [] : [{ column, depth: null, year: Number(year) }];
  });
}

/** Columns that hold numbers. */
function siteColumns({ names, cells }: RawTable, free: readonly string[]): ColumnPlan['values'] {
  return free
    .filter((name) => cells[names.indexOf(name)]!.some((text) => !isMissing(text) && /^[-+−]?[\d.,]+$/.test(text)))
    .map((column) => ({ column, depth: null, year: null }));
}

function valueColumn(free: readonly string[]): string | null {
  for (const known of [groundNames, anyNames]) {
    const candidates = free.filter((name) => {
      const { whole, stem } = splitUnit(name);
      return known.has(whole) || known.has(stem);
    });
    if (candidates.length > 0) return onlyOne(candidates, 'value');
  }
  return null;
}

function ambiguous(candidates: readonly string[], role: SeriesRole): DomainError {
  const shown = candidates.map((name) => JSON.stringify(name)).join(' and ');
  return new DomainError(
    'invalid-input',
    `Columns ${shown} could both be the ${role}: say which, such as columns={"${role}":${JSON.stringify(candidates[0])}}`,
    { role, candidates },
  );
}

const wanted: Readonly<Record<SeriesLayout, string>> = {
  long: 'a column of ground temperatures, such as value, temperature or 地温',
  depths: 'a column per depth, such as 0.5m or T_50cm',
  years: 'a column per year, such as 1998',
  sites: 'a column of numbers per site',
};

function noValues(names: readonly string[], layout: SeriesLayout): DomainError {
  return new DomainError(
    'invalid-input',
    `Expected ${wanted[layout]}; found the columns ${firstOf(names)}. Name it, such as columns={"value":"GT"}, give depths={"T1":0.5}, or say layout="sites" where each column is a site`,
    { columns: names.slice(0, 50), layout },
  );
}
