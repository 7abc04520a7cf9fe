/** Times of the CF conventions as labels of months, days or minutes. */
import { civilDateOf, dayOf } from '../../core/calendar.ts';
import type { CivilDate } from '../../core/calendar.ts';

const minutesPer: Readonly<Record<string, number>> = { day: 1440, hour: 60, minute: 1, second: 1 / 60 };

interface Moment extends CivilDate {
  readonly minuteOfDay: number;
}

/**
 * As coarse as tells them apart: `2001-07`, `2001-07-15` or `2001-07-15T06:00` for times in days, hours, minutes or seconds
 * since a date, in UTC; `month 7` for a plain number of a month; null where calendar or unit is another.
 * @source CF conventions 1.11, section 4.4
 */
export function timeLabels(values: readonly number[], units: string, calendar: string): readonly (string | null)[] {
  if (/^months?$/i.test(units.trim())) {
    return values.map((value) => (Number.isInteger(value) && value >= 1 && value <= 12 ? `month ${value}` : null));
  }
  const moments = values.map((value) => momentOf(value, units, calendar));
  const [months, days, minutes] = [monthLabel, dayLabel, minuteLabel].map((label) =>
    moments.map((moment) => (moment === null ? null : label(moment))),
  );
  return [months!, days!].find((labels) => new Set(labels).size === labels.length) ?? minutes!;
}

function monthLabel({ year, month }: Moment): string {
  return `${year}-${twoDigits(month)}`;
}

function dayLabel(moment: Moment): string {
  return `${monthLabel(moment)}-${twoDigits(moment.day)}`;
}

function minuteLabel(moment: Moment): string {
  const { minuteOfDay } = moment;
  return `${dayLabel(moment)}T${twoDigits(Math.floor(minuteOfDay / 60))}:${twoDigits(minuteOfDay % 60)}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}

/** `days since 2001-01-01 06:00`, with or without seconds and a zone of +00:00. */
const since = /^(day|hour|minute|second)s? since (\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2})(?::(\d{1,2}))?)?/i;

function momentOf(value: number, units: string, calendar: string): Moment | null {
  const parts = since.exec(units.trim());
  if (parts === null || !Number.isFinite(value)) return null;
  const [, unit, year, month, day, hours = '0', minutes = '0'] = parts;
  const minute = Math.round(value * minutesPer[unit!.toLowerCase()]! + Number(hours) * 60 + Number(minutes));
  const days = Math.floor(minute / 1440);
  const epoch = { year: Number(year), month: Number(month), day: Number(day) };
  const date = isGregorian(calendar) ? gregorian(epoch, days) : yearsOfEqualLength(epoch, days, calendar);
  return date === null ? null : { ...date, minuteOfDay: minute - days * 1440 };
}

function isGregorian(calendar: string): boolean {
  return /^(|standard|gregorian|proleptic_gregorian)$/i.test(calendar);
}

/** The mixed calendar differs from this one by ten days before 1582, which moves a month's middle into no other. */
function gregorian(epoch: CivilDate, days: number): CivilDate | null {
  // Years before 1000, such as 1-1-1, are counted on from 400 years later, a whole cycle of the calendar.
  const cycles = Math.max(0, Math.ceil((1000 - epoch.year) / 400));
  const first = dayOf({ ...epoch, year: epoch.year + 400 * cycles });
  if (first === null || Math.abs(days) > 4e6) return null;
  return civilDateOf(first + days - 146_097 * cycles);
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function yearsOfEqualLength(epoch: CivilDate, days: number, calendar: string): CivilDate | null {
  const monthDays = /^(noleap|365_day)$/i.test(calendar)
    ? lengths
    : /^360_day$/i.test(calendar)
      ? lengths.map(() => 30)
      : null;
  if (monthDays === null) return null;
  const yearDays = monthDays.reduce((sum, length) => sum + length, 0);
  const before = monthDays.slice(0, epoch.month - 1).reduce((sum, length) => sum + length, 0);
  const total = before + epoch.day - 1 + days;
  let rest = total - Math.floor(total / yearDays) * yearDays;
  let month = 0;
  while (rest >= monthDays[month]!) rest -= monthDays[month++]!;
  return { year: epoch.year + Math.floor(total / yearDays), month: month + 1, day: rest + 1 };
}
