/** One date as people and loggers write it, in parts that are not yet in order: 03/04/2010 says no more. */
import { monthOfWord } from '../core/monthNames.ts';

export interface DateParts {
  /** Numbers of the date as written; one for a year, two for a year and a month. */
  readonly numbers: readonly number[];
  /** What the text itself says of their order: nothing for 03/04/2010. */
  readonly order: 'ymd' | 'dmy' | 'mdy' | null;
  /** Where the year has two digits only. */
  readonly shortYear: boolean;
  /** Share of the day in 0…1; null for a date alone. */
  readonly dayShare: number | null;
  /** Minutes ahead of UTC; null where no zone is written. */
  readonly zoneMinutes: number | null;
}

const notADate = 'is not a date such as 2010-07-01, 01.07.2010, 1-Jul-2010 or 2010-07-01 14:30';
/** Characters; "1 September 2010 12:00:00.000 PM GMT+08:00" fits. */
const longestDate = 60;

const timePart =
  /[T\s,]+(\d{1,2})(?::(\d{2})(?::(\d{2}(?:[.,]\d+)?)?)?)?\s*(am|pm)?\s*(z|utc|gmt|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)?$/i;
const numericDate = /^(\d{1,4})([-/.])(\d{1,2})(?:\2(\d{1,4}))?$/;
const compactDate = /^(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?$/i;
const dayMonthName = /^(\d{1,2})[-\s.]+(\p{L}{3,9})\.?[-\s,]+(\d{4})$/iu;
const monthNameDay = /^(\p{L}{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})$/iu;

/** A text in parts, or why it is no date. */
export function dateParts(text: string): DateParts | string {
  if (text.length > longestDate) return notADate;
  const plain = plainDate(text);
  const compact = compactDate.exec(plain);
  if (compact !== null) return compactParts(compact);
  const whole = dateNumbers(plain);
  if (whole !== null) return { ...whole, dayShare: null, zoneMinutes: null };
  const time = timePart.exec(plain);
  const date = time === null ? null : dateNumbers(plain.slice(0, time.index));
  if (time === null || date === null) return notADate;
  if (date.numbers.length < 3) return 'has a time and no day';
  const dayShare = shareOfDay(time);
  if (dayShare === null) return 'has a time that no clock shows';
  return { ...date, dayShare, zoneMinutes: zoneOf(time[5]) };
}

/** 2010年7月1日 下午2时30分 as 2010-7-1 2:30 PM. */
function plainDate(text: string): string {
  if (!/[^\x20-\x7e]/.test(text)) return text.trim();
  const afternoon = /下午/.test(text) ? ' PM' : /上午/.test(text) ? ' AM' : '';
  const plain = text
    .normalize('NFKC')
    .replace(/上午|下午/g, ' ')
    .replace(/(\d)\s*[年月]\s*(?=\d)/g, '$1-')
    .replace(/[年月日号]/g, ' ')
    .replace(/(?<=\d)\s*г(?:ода)?\.?(?=\s|$)/gu, '')
    .replace(/(\d)\s*[时時点分]\s*(?=\d)/g, '$1:')
    .replace(/[时時点]/g, ':00')
    .replace(/[分秒]/g, ' ')
    .trim();
  return plain + afternoon;
}

type DateNumbers = Pick<DateParts, 'numbers' | 'order' | 'shortYear'>;

function dateNumbers(text: string): DateNumbers | null {
  if (/^\d{4}$/.test(text)) return { numbers: [Number(text)], order: 'ymd', shortYear: false };
  const numeric = numericDate.exec(text);
  if (numeric !== null) return orderOf(numeric);
  const named = dayMonthName.exec(text) ?? monthNameDay.exec(text);
  if (named === null) return null;
  const dayFirst = /^\d/.test(text);
  const month = monthOfWord(dayFirst ? named[2]! : named[1]!);
  if (month === null) return null;
  const day = Number(dayFirst ? named[1] : named[2]);
  return { numbers: [day, month, Number(named[3])], order: 'dmy', shortYear: false };
}

/** Dots mean day.month.year (as in German and Russian files); with / and - a year that is not first leaves it open. */
function orderOf([, first, separator, second, third]: RegExpExecArray): DateNumbers | null {
  const yearFirst = first!.length === 4;
  if (third === undefined) {
    if (yearFirst) return { numbers: [Number(first), Number(second)], order: 'ymd', shortYear: false };
    return null;
  }
  const numbers = [Number(first), Number(second), Number(third)];
  if (yearFirst) return third.length <= 2 ? { numbers, order: 'ymd', shortYear: false } : null;
  const shortYear = third.length < 4;
  if (first!.length > 2 || third.length === 3 || (shortYear && third.length !== 2)) return null;
  return { numbers, order: separator === '.' && !shortYear ? 'dmy' : null, shortYear };
}

function compactParts([, year, month, day, hour, minute, second]: RegExpExecArray): DateParts | string {
  const share =
    hour === undefined ? null : clockShare(Number(hour), Number(minute), second === undefined ? 0 : Number(second));
  if (hour !== undefined && share === null) return 'has a time that no clock shows';
  return {
    numbers: [Number(year), Number(month), Number(day)],
    order: 'ymd',
    shortYear: false,
    dayShare: share,
    zoneMinutes: null,
  };
}

function shareOfDay([, hour, minute, second, half]: RegExpExecArray): number | null {
  const written = Number(hour);
  if (half !== undefined && (written < 1 || written > 12)) return null;
  const hours = half === undefined ? written : (written % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return clockShare(hours, Number(minute ?? 0), Number((second ?? '0').replace(',', '.')));
}

/** 24:00 is the end of the day. */
export function clockShare(hours: number, minutes: number, seconds: number): number | null {
  const inRange = hours >= 0 && hours <= 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 61;
  const share = (hours + (minutes + seconds / 60) / 60) / 24;
  return inRange && share <= 1 ? share : null;
}

function zoneOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const offset = /([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (offset === null) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return offset[1] === '-' ? -minutes : minutes;
}
