/** The time of each row of a table, whether it stands in one column, in a date and a time, or in year, month and day. */
import { dayOf, daysInYear } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { splitUnit } from './columnUnits.ts';
import { readDates } from './dates.ts';
import { clockShare } from './dateText.ts';
import { isMissing, parseNumber } from './numbers.ts';
import type { DateOptions, ReadDates } from './dates.ts';
import type { RawTable } from './rawTable.ts';

/** Names of columns that tell the time, without a zone or unit behind them, as `splitUnit` writes them. */
const timeNames = {
  date: [
    'date',
    'datetime',
    'date_time',
    'date_and_time',
    'date_depth', // GTN-P
    'timestamp',
    'time_stamp',
    'obs_date',
    'sample_date',
    '日期',
    '日期时间',
    '观测日期',
    '观测时间',
    '测温日期',
    '测量日期',
    'дата',
    'datum',
    'messdatum',
    'mess_datum', // DWD
    'zeitstempel',
    'дата_время',
    'дата_измерения',
    'date_heure',
  ],
  time: ['time', 'time_of_day', 'clock', '时间', '时刻', 'время', 'uhrzeit', 'zeit'],
  year: ['year', 'yr', 'yyyy', '年', '年份', 'год', 'jahr', 'année', 'annee'],
  month: ['month', 'mon', 'mo', 'mm', '月', '月份', 'месяц', 'monat', 'mois'],
  day: ['day', 'dd', 'day_of_month', '日', 'день', 'tag', 'jour'],
  dayOfYear: ['doy', 'day_of_year', 'yday', 'julian_day', 'jday', '年积日'],
  hour: ['hour', 'hr', 'hh', '时', '小时', 'час', 'stunde', 'heure'],
} as const;

export type TimePart = keyof typeof timeNames;

const timeParts: readonly TimePart[] = ['date', 'time', 'year', 'month', 'day', 'dayOfYear', 'hour'];

/** Column of each part of the time that a table has. */
export type TimeColumns = Partial<Record<TimePart, string>>;

/** A zone behind the name, such as "Date Time, GMT+08:00" or "time (UTC)". */
const zoneSuffix = /_(utc|gmt|local|cst|北京时)(_?\d+)*$/;

/** Which part of the time a column of this name tells, or null. */
export function timePartOf(name: string): TimePart | null {
  const whole = splitUnit(name).whole.replace(zoneSuffix, '');
  return timeParts.find((part) => (timeNames[part] as readonly string[]).includes(whole)) ?? null;
}

/**
 * @param given part to column name; wins over the names that people use
 * @throws {DomainError} 'invalid-input' where two columns could be the same part
 */
export function findTimeColumns(names: readonly string[], given: TimeColumns = {}): TimeColumns {
  const taken = new Set(Object.values(given));
  const found: TimeColumns = { ...given };
  for (const part of timeParts) {
    if (found[part] !== undefined) continue;
    const candidates = names.filter((name) => !taken.has(name) && timePartOf(name) === part);
    if (candidates.length > 1) {
      throw new DomainError(
        'invalid-input',
        `Columns ${candidates.map((name) => JSON.stringify(name)).join(' and ')} could both be the ${part}: say which, such as columns={"${part}": ${JSON.stringify(candidates[0])}}`,
        { part, candidates },
      );
    }
    if (candidates.length === 1) found[part] = candidates[0]!;
  }
  // Beside no date, a column called time holds whole dates.
  if (found.date === undefined && found.year === undefined && found.time !== undefined) {
    const { time, ...others } = found;
    return { ...others, date: time };
  }
  return found;
}

/**
 * The time of every row of a table, as `readDates` gives it.
 * @returns null where the table tells no time
 * @throws {DomainError} as `readDates` does
 */
export function readTimes(raw: RawTable, columns: TimeColumns, options: DateOptions): ReadDates | null {
  const cellsOf = (name: string | undefined): readonly string[] | null =>
    name === undefined ? null : raw.cells[raw.names.indexOf(name)]!;
  const dates = cellsOf(columns.date);
  if (dates !== null) {
    const times = cellsOf(columns.time);
    const texts = times === null ? dates : dates.map((date, row) => joined(date, times[row]!));
    return readDates({ name: columns.date!, texts, lines: raw.lines }, options);
  }
  const years = cellsOf(columns.year);
  if (years === null) return null;
  return readParts(years, {
    month: cellsOf(columns.month),
    day: cellsOf(columns.day),
    dayOfYear: cellsOf(columns.dayOfYear),
    hour: cellsOf(columns.hour),
  });
}

function joined(date: string, time: string): string {
  return isMissing(date) || isMissing(time) ? date : `${date} ${time}`;
}

interface PartCells {
  readonly month: readonly string[] | null;
  readonly day: readonly string[] | null;
  readonly dayOfYear: readonly string[] | null;
  readonly hour: readonly string[] | null;
}

function readParts(years: readonly string[], { month, day, dayOfYear, hour }: PartCells): ReadDates {
  const hasDay = dayOfYear !== null || (month !== null && day !== null);
  const days = new Float64Array(years.length).fill(Number.NaN);
  const faults = new Map<number, string>();
  for (const [row, year] of years.entries()) {
    const parts = [year, ...[month, day, dayOfYear, hour].map((cells) => cells?.[row] ?? null)];
    if (parts.every((text) => text === null || isMissing(text))) continue;
    const [y, m, d, doy, h] = parts.map((text) => (text === null ? null : (parseNumber(text, '.') ?? Number.NaN)));
    const whole =
      doy !== null ? dayInYear(y!, doy!) : dayOf({ year: y!, month: m ?? 1, day: (hasDay ? d : null) ?? 1 });
    const share = hasDay && h !== null ? clockShare(h!, 0, 0) : 0;
    if (whole === null || share === null) {
      faults.set(row, 'is no time of the calendar');
    } else days[row] = whole + share;
  }
  const precision = hasDay ? (hour === null ? 'day' : 'time') : month === null ? 'year' : 'month';
  return { days, faults, precision, layout: 'year, month and day in columns of their own' };
}

function dayInYear(year: number, dayOfYear: number): number | null {
  const first = dayOf({ year, month: 1, day: 1 });
  const known = Number.isInteger(dayOfYear) && dayOfYear >= 1 && dayOfYear <= daysInYear(year);
  return first !== null && known ? first + dayOfYear - 1 : null;
}
