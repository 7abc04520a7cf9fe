/** A column of dates as days: the layout is found from all its cells, and what cannot be known is asked for. */
import { dayOf } from '../core/calendar.ts';
import { DomainError } from '../core/errors.ts';
import { dateParts } from './dateText.ts';
import { isMissing } from './numbers.ts';
import type { DateParts } from './dateText.ts';

/** Order of day, month and year. */
type DateOrder = 'dmy' | 'mdy' | 'ymd';

export interface DateOptions {
  /** Decides dates such as 03/04/2010 and 03/04/10, which do not show their order; null to find it in the column. */
  readonly dateOrder: DateOrder | null;
  /** Clock to which times with a zone are moved, in hours ahead of UTC; null to keep the clock as written. */
  readonly utcOffsetHours: number | null;
}

const datePrecisions = ['year', 'month', 'day', 'time'] as const;

type DatePrecision = (typeof datePrecisions)[number];

export interface ReadDates {
  /** Per cell the days since 1970-01-01 00:00 by one clock; NaN where it is missing or faulty. */
  readonly days: Float64Array;
  /** Why a cell that is not missing gave NaN, by its index. */
  readonly faults: ReadonlyMap<number, string>;
  /** The finest of the column; a coarser cell is a fault. */
  readonly precision: DatePrecision;
  /** How the dates were read, in words for a report. */
  readonly layout: string;
}

export interface DateCells {
  /** Of the column, for messages. */
  readonly name: string;
  /** Trimmed. */
  readonly texts: readonly string[];
  /** Place of each cell in its file, from 1. */
  readonly lines: ArrayLike<number>;
}

/** Day 0 of a spreadsheet's count (1899-12-30 for every date since March 1900) is this many days before 1970-01-01. */
const serialOf1970 = 25_569;
/** Five digits are the years 1927 to 2173. */
const excelSerial = /^\d{5}(?:[.,]\d+)?$/;
const years = { first: 1700, last: 2200 } as const;
/** POSIX: 69 to 99 are of the last century. */
const pivotYear = 69;

/**
 * Reads ISO 8601, y/m/d, d.m.y, d/m/y, m/d/y, 1-Jul-2010, 2010年7月1日, 20100701, with or without a time and its zone,
 * and spreadsheet serials (1900 system) where the whole column has them.
 *
 * A time without a zone is kept as it is written, and so is one with a zone where all cells have the same.
 * @throws {DomainError} 'invalid-input' where no cell is a date, where nothing shows which of two numbers is the month
 * (`dateOrder` settles it) or where cells contradict each other, and where zones differ (`utcOffsetHours` settles it)
 */
export function readDates(cells: DateCells, options: DateOptions): ReadDates {
  const filled = [...cells.texts.keys()].filter((index) => !isMissing(cells.texts[index]!));
  if (filled.length > 0 && filled.every((index) => excelSerial.test(cells.texts[index]!))) return readSerials(cells);
  const faults = new Map<number, string>();
  const parts = new Map<number, DateParts>();
  for (const index of filled) {
    const read = dateParts(cells.texts[index]!);
    if (typeof read === 'string') faults.set(index, read);
    else parts.set(index, read);
  }
  if (filled.length > 0 && parts.size === 0) throw noDates(cells, filled[0]!);
  const order = findOrder(cells, parts, options.dateOrder);
  const shiftMinutes = findShift(cells, parts, options.utcOffsetHours);
  const precision = finestOf(parts.values());
  const days = new Float64Array(cells.texts.length).fill(Number.NaN);
  for (const [index, part] of parts) {
    const day = toDays(part, part.order ?? order, precision);
    if (typeof day === 'string') faults.set(index, day);
    else days[index] = day + shiftMinutes(part) / 1440;
  }
  return { days, faults, precision, layout: describeLayout([...parts.values()], order) };
}

function readSerials({ texts }: DateCells): ReadDates {
  const serials = Float64Array.from(texts, (text) =>
    isMissing(text) ? Number.NaN : Number(text.replace(',', '.')) - serialOf1970,
  );
  const hasTimes = serials.some((value) => !Number.isNaN(value) && !Number.isInteger(value));
  return { days: serials, faults: new Map(), precision: hasTimes ? 'time' : 'day', layout: 'spreadsheet serial' };
}

/** The order of the dates that do not show their own; null where there is none of them. */
function findOrder(cells: DateCells, parts: ReadonlyMap<number, DateParts>, given: DateOrder | null): DateOrder | null {
  const open = [...parts].filter(([, { order }]) => order === null);
  if (open.length === 0) return null;
  if (given !== null) return given;
  const example = (index: number): string => `${JSON.stringify(cells.texts[index])} (line ${cells.lines[index]})`;
  const column = `column ${JSON.stringify(cells.name)}`;
  const short = open.find(([, { shortYear }]) => shortYear);
  if (short !== undefined) {
    throw new DomainError(
      'invalid-input',
      `Expected years of four digits in ${column}, found ${example(short[0])}: say by dateOrder which number is the year: "dmy", "mdy" or "ymd"`,
      { column: cells.name, line: cells.lines[short[0]] },
    );
  }
  const dayFirst = open.find(([, { numbers }]) => numbers[0]! > 12);
  const monthFirst = open.find(([, { numbers }]) => numbers[1]! > 12);
  if (dayFirst !== undefined && monthFirst !== undefined) {
    throw new DomainError(
      'invalid-input',
      `The dates of ${column} contradict each other: ${example(dayFirst[0])} begins with its day and ${example(monthFirst[0])} with its month. Write them all as 2010-07-01`,
      { column: cells.name, lines: [cells.lines[dayFirst[0]], cells.lines[monthFirst[0]]] },
    );
  }
  if (dayFirst !== undefined) return 'dmy';
  if (monthFirst !== undefined) return 'mdy';
  throw new DomainError(
    'invalid-input',
    `The dates of ${column}, such as ${example(open[0]![0])}, do not show which number is the month: say so by dateOrder, "dmy" or "mdy"`,
    { column: cells.name, line: cells.lines[open[0]![0]] },
  );
}

/** Minutes to add to each date so that all are of one clock. */
function findShift(
  cells: DateCells,
  parts: ReadonlyMap<number, DateParts>,
  utcOffsetHours: number | null,
): (part: DateParts) => number {
  const zones = new Map([...parts].map(([index, { zoneMinutes }]) => [zoneMinutes, index] as const));
  const column = `column ${JSON.stringify(cells.name)}`;
  const places = [...zones].map(([zone, index]) => ({ zone, line: cells.lines[index] }));
  if (zones.has(null) && (zones.size > 1 || utcOffsetHours !== null)) {
    throw new DomainError(
      'invalid-input',
      zones.size > 1
        ? `Some times of ${column} have a zone and others, such as line ${cells.lines[zones.get(null)!]}, have none: write all with a zone or all without`
        : `The times of ${column} have no zone, so they cannot be moved to another clock: leave out utcOffsetHours`,
      { column: cells.name, zones: places },
    );
  }
  if (utcOffsetHours !== null) return ({ zoneMinutes }) => utcOffsetHours * 60 - zoneMinutes!;
  if (zones.size > 1) {
    throw new DomainError(
      'invalid-input',
      `The times of ${column} are of ${zones.size} zones (${places.map(({ zone, line }) => `${zone} minutes ahead of UTC, line ${line}`).join('; ')}): say by utcOffsetHours which clock counts, such as 0 for UTC`,
      { column: cells.name, zones: places },
    );
  }
  return () => 0;
}

function finestOf(parts: Iterable<DateParts>): DatePrecision {
  let finest = 0;
  for (const part of parts) finest = Math.max(finest, datePrecisions.indexOf(precisionOf(part)));
  return datePrecisions[finest]!;
}

/** A whole day is as good as its midnight: exports leave out 00:00. */
function precisionOf({ numbers, dayShare }: DateParts): DatePrecision {
  return dayShare !== null ? 'time' : (['year', 'month', 'day'] as const)[numbers.length - 1]!;
}

function toDays(part: DateParts, order: DateOrder | null, precision: DatePrecision): number | string {
  const own = precisionOf(part);
  if (own !== precision && !(own === 'day' && precision === 'time')) {
    return `has no ${own === 'year' ? 'month' : 'day'} where other dates of the column have one`;
  }
  const [year, month, day] = inOrder(part.numbers, order);
  const fullYear = part.shortYear && year! < 100 ? year! + (year! >= pivotYear ? 1900 : 2000) : year!;
  if (fullYear < years.first || fullYear > years.last)
    return `is of the year ${fullYear}, outside ${years.first}–${years.last}`;
  const found = dayOf({ year: fullYear, month: month ?? 1, day: day ?? 1 });
  if (found === null) return `is not a day of the calendar, read as ${order ?? 'ymd'}`;
  return found + (part.dayShare ?? 0);
}

function inOrder(numbers: readonly number[], order: DateOrder | null): readonly (number | undefined)[] {
  const [first, second, third] = numbers;
  if (order === 'dmy') return [third, second, first];
  if (order === 'mdy') return [third, first, second];
  return numbers;
}

const layoutNames = { ymd: 'year first', dmy: 'day first', mdy: 'month first' } as const;

function describeLayout(parts: readonly DateParts[], order: DateOrder | null): string {
  const orders = new Set(parts.flatMap((part) => part.order ?? order ?? []));
  return [...orders].map((found) => layoutNames[found]).join(' and ');
}

function noDates(cells: DateCells, index: number): DomainError {
  return new DomainError(
    'invalid-input',
    `Expected dates in column ${JSON.stringify(cells.name)}, such as 2010-07-01; found ${JSON.stringify(cells.texts[index]!.slice(0, 80))} in line ${cells.lines[index]}`,
    { column: cells.name, line: cells.lines[index] },
  );
}
