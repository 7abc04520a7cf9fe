/** Times of the CF conventions as labels: the month is what a stack needs to know of them. */
import { civilDateOf, dayOf } from '../../core/calendar.ts';

const daysPer: Readonly<Record<string, number>> = { day: 1, hour: 1 / 24, minute: 1 / 1440, second: 1 / 86_400 };

/**
 * `2001-07` for a time in days, hours, minutes or seconds since a date, `month 7` for a plain number of a month; null
 * where calendar or unit is another.
 * @source CF conventions 1.11, section 4.4
 */
export function timeLabel(value: number, units: string, calendar: string): string | null {
  if (/^months?$/i.test(units.trim()))
    return Number.isInteger(value) && value >= 1 && value <= 12 ? `month ${value}` : null;
  const since = /^(day|hour|minute|second)s? since (\d{1,4})-(\d{1,2})-(\d{1,2})/i.exec(units.trim());
  if (since === null || !Number.isFinite(value)) return null;
  const [, unit, year, month, day] = since;
  const days = Math.floor(value * daysPer[unit!.toLowerCase()]!);
  const epoch = { year: Number(year), month: Number(month), day: Number(day) };
  const found = isGregorian(calendar) ? gregorian(epoch, days) : yearsOfEqualLength(epoch, days, calendar);
  return found === null ? null : `${found.year}-${String(found.month).padStart(2, '0')}`;
}

interface YearMonth {
  readonly year: number;
  readonly month: number;
}

type Epoch = YearMonth & { readonly day: number };

function isGregorian(calendar: string): boolean {
  return /^(|standard|gregorian|proleptic_gregorian)$/i.test(calendar);
}

/** The mixed calendar differs from this one by ten days before 1582, which moves a month's middle into no other. */
function gregorian(epoch: Epoch, days: number): YearMonth | null {
  // Years before 1000, such as 1-1-1, are counted on from 400 years later, a whole cycle of the calendar.
  const cycles = Math.max(0, Math.ceil((1000 - epoch.year) / 400));
  const first = dayOf({ ...epoch, year: epoch.year + 400 * cycles });
  if (first === null || Math.abs(days) > 4e6) return null;
  const { year, month } = civilDateOf(first + days - 146_097 * cycles);
  return { year, month };
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function yearsOfEqualLength(epoch: Epoch, days: number, calendar: string): YearMonth | null {
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
  return { year: epoch.year + Math.floor(total / yearDays), month: month + 1 };
}
