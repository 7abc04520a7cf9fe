/** Which columns of a climate table are its stations, its times and its temperatures, and how it is laid out. */
import { monthInName } from '../core/monthNames.ts';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { columnMissing, namesRole } from './columnRoles.ts';
import { splitUnit } from './columnUnits.ts';
import { findTimeColumns } from './dateColumns.ts';
import { isMissing } from './numbers.ts';
import { words } from './roleNames.ts';
import type { TimeColumns } from './dateColumns.ts';
import type { RawTable } from './rawTable.ts';

/** What a temperature is the temperature of. */
export type Medium = 'air' | 'surface';

/** Names that people give, lower case and without their unit. */
const valueNames = {
  air: words(`air temperature temp tair t_air air_t air_temperature air_temp airtemp ta tas t2m tmean tavg tm
    mean_temperature 气温 平均气温 日平均气温 月平均气温 температура температура_воздуха среднесуточная_температура_воздуха
    среднемесячная_температура_воздуха lufttemperatur tagesmitteltemperatur tmk température_air température_de_l_air
    temperature_de_l_air température_moyenne`),
  surface: words(`surface gt gst lst ts tsurf t_surface surface_temperature surface_temp ground_surface_temperature
    ground_temperature ground_temp 0cm t0cm 地温 地表温度 地面温度 平均地表温度 0cm地温 0厘米地温 температура_поверхности
    температура_поверхности_почвы температура_поверхности_грунта bodenoberflächentemperatur oberflächentemperatur
    température_de_surface température_surface`),
  mean: words(
    'mean maat mean_annual_air_temperature 年平均气温 年均气温 среднегодовая_температура_воздуха jahresmitteltemperatur température_moyenne_annuelle',
  ),
  amplitude: words(
    'amplitude amp annual_amplitude air_amplitude 振幅 年振幅 амплитуда годовая_амплитуда jahresamplitude amplitude_annuelle',
  ),
} as const;

const timeRoles = ['date', 'time', 'year', 'month', 'day', 'dayOfYear', 'hour'] as const;
const valueRoles = ['air', 'surface', 'mean', 'amplitude'] as const;

/** What a column of a climate table can be. */
export const climateRoles = ['station', ...timeRoles, ...valueRoles] as const;

/**
 * long: a row per time, its temperatures in columns; months: a row per station and year, a column per month; stations:
 * a row per time, a column per station; sinusoid: a row per station, its mean and amplitude.
 */
export type ClimateLayout = 'long' | 'months' | 'stations' | 'sinusoid';

export interface ClimateColumns {
  readonly layout: ClimateLayout;
  readonly station: string | null;
  readonly times: TimeColumns;
  /** Columns of numbers: of each medium, of the months from January, of each station, or mean and amplitude. */
  readonly values: readonly string[];
  /** Of `values` in layout long. */
  readonly media: readonly Medium[];
}

/**
 * @param given role to column name; wins over guesses
 * @throws {DomainError} 'unknown-field' for a role, 'column-missing' for a column or where no temperatures or no times
 *   can be told, 'invalid-input' where a table has several depths
 */
export function assignClimateColumns(raw: RawTable, given: Readonly<Record<string, string>>): ClimateColumns {
  checkGiven(raw.names, given);
  refuseDepths(raw);
  const { station: givenStation, air, surface, mean, amplitude, ...givenTimes } = given;
  const times = findTimeColumns(raw.names, { ...rowYears(raw, given), ...givenTimes });
  const taken = new Set<string | undefined>([...Object.values(times), ...Object.values(given)]);
  const guess = (fits: (name: string) => boolean) => raw.names.find((name) => !taken.has(name) && fits(name));
  const station = givenStation ?? guess(namesStation) ?? null;
  const valueOf = (role: keyof typeof valueNames, named: string | undefined) =>
    named ?? guess((name) => isAmong(valueNames[role], name));

  const timed = times.date !== undefined || times.year !== undefined;
  const months = monthColumns(raw.names);
  if (months !== null) return { layout: 'months', station, times, values: months, media: [] };
  const found = { air: valueOf('air', air), surface: valueOf('surface', surface) };
  const media = (['air', 'surface'] as const).filter((medium) => found[medium] !== undefined);
  if (timed && media.length > 0) {
    return { layout: 'long', station, times, values: media.map((medium) => found[medium]!), media };
  }
  const sinusoid = [valueOf('mean', mean), valueOf('amplitude', amplitude)].filter((name) => name !== undefined);
  if (sinusoid.length === 2) return { layout: 'sinusoid', station, times, values: sinusoid, media: [] };
  const stations = raw.names.filter((name) => !taken.has(name));
  if (timed && station === null && stations.length > 0) {
    return { layout: 'stations', station, times, values: stations, media: [] };
  }
  throw nothingFound(raw.names, timed);
}

function checkGiven(names: readonly string[], given: Readonly<Record<string, string>>): void {
  for (const [role, column] of Object.entries(given)) {
    if (!climateRoles.some((known) => known === role)) {
      throw new DomainError(
        'unknown-field',
        `There is no column role ${JSON.stringify(role)} in a climate table; the nearest is ${JSON.stringify(nearestName(role, climateRoles))}`,
        { role, roles: climateRoles },
      );
    }
    if (!names.includes(column)) throw columnMissing(column, names);
  }
}

function namesStation(name: string): boolean {
  return namesRole(name, 'name') || namesRole(name, 'location') || namesRole(name, 'id');
}

function isAmong(known: readonly string[], name: string): boolean {
  const { whole, stem } = splitUnit(name);
  return known.includes(whole) || known.includes(stem.replace(/_0_1$/, ''));
}

/** A first column without a name that holds years, as R writes the names of rows. */
function rowYears(raw: RawTable, given: Readonly<Record<string, string>>): TimeColumns {
  const filled = raw.cells[0]?.filter((text) => !isMissing(text)) ?? [];
  const years = filled.length > 0 && filled.every((text) => /^(1[7-9]\d\d|2[01]\d\d)$/.test(text));
  const named = given['date'] !== undefined || given['year'] !== undefined || !raw.unnamed.includes(1);
  return years && !named ? { year: raw.names[0]! } : {};
}

function refuseDepths(raw: RawTable): void {
  const column = raw.names.findIndex((name) => namesRole(name, 'depth'));
  if (column === -1) return;
  const depths = [...new Set(raw.cells[column]!.filter((text) => !isMissing(text)))];
  if (depths.length < 2) return;
  throw new DomainError(
    'invalid-input',
    `Column ${JSON.stringify(raw.names[column])} has ${depths.length} depths (${depths.slice(0, 4).join(', ')}, …); degree-days are those of one temperature per station and time: keep the rows of the surface only`,
    { column: raw.names[column], depths: depths.slice(0, 10) },
  );
}

/** Twelve columns that name the twelve months, January first; null where they are not there. */
function monthColumns(columns: readonly string[]): string[] | null {
  const found = new Map<number, string>();
  for (const name of columns) {
    const month = /\d{4}/.test(name) ? null : monthInName(splitUnit(name).stem);
    if (month === null) continue;
    if (found.has(month)) return null;
    found.set(month, name);
  }
  return found.size === 12 ? Array.from({ length: 12 }, (_, i) => found.get(i + 1)!) : null;
}

function nothingFound(columns: readonly string[], timed: boolean): DomainError {
  const wanted = timed
    ? 'a column of air or ground-surface temperatures'
    : 'a date, or year (month, day) columns beside temperatures, twelve columns named by months, or mean and amplitude';
  return new DomainError(
    'column-missing',
    `Expected ${wanted}; found the columns ${columns.slice(0, 12).join(', ')}. Say which is which by columns, such as {"date": "T", "air": "x"}`,
    { columns: columns.slice(0, 100), roles: climateRoles },
  );
}
