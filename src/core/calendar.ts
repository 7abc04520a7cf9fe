/** The Gregorian calendar as whole numbers: a day is its count since 1970-01-01, the time of day a fraction of it. */

const msPerDay = 86_400_000;

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
}

/** Days since 1970-01-01, or null where the calendar has no such date. Years 1000 to 9999. */
export function dayOf({ year, month, day }: CivilDate): number | null {
  if (!(year >= 1000 && year <= 9999 && month >= 1 && month <= 12 && day >= 1)) return null;
  const isWhole = Number.isInteger(year) && Number.isInteger(month) && Number.isInteger(day);
  return isWhole && day <= daysInMonth(year, month) ? Date.UTC(year, month - 1, day) / msPerDay : null;
}

/** @param day since 1970-01-01; a fraction is the time of that day */
export function civilDateOf(day: number): CivilDate {
  const date = new Date(Math.floor(day) * msPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** @param month 1 to 12 */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The first day of a month, since 1970-01-01. @param month 1 to 12; years from 100 */
export function firstDayOf(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / msPerDay;
}

export function daysInYear(year: number): 365 | 366 {
  return daysInMonth(year, 2) === 29 ? 366 : 365;
}

/** ISO 8601 date, such as 2010-07-01, of a day since 1970-01-01. */
export function isoDateOf(day: number): string {
  return new Date(Math.floor(day) * msPerDay).toISOString().slice(0, 10);
}
