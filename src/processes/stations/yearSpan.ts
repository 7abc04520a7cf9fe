/**
 * Years that begin with another month than January: a freezing index from July to June is that of one winter, a thawing
 * index from January to December that of one summer. A year bears the number of the calendar year in which it begins.
 */
import { daysInMonth } from '../../core/calendar.ts';

const monthNames = 'January February March April May June July August September October November December'.split(' ');

/** In words, for people who did not ask for it. @param startsMonth 1 to 12 */
export function describeYear(startsMonth: number): string {
  const [first, last] = [monthNames[startsMonth - 1]!, monthNames[(startsMonth + 10) % 12]!];
  if (startsMonth === 1) return 'calendar years, January to December';
  return `${first} to ${last}, by the number of the year in which it begins: 2001 is ${first} 2001 to ${last} 2002`;
}

/** The first month and the last, such as 2001-07 and 2002-06. */
export function monthsOfYear(year: number, startsMonth: number): { readonly from: string; readonly to: string } {
  const first = year * 12 + startsMonth - 1;
  return { from: writeMonth(first), to: writeMonth(first + 11) };
}

/** @param months since the beginning of year 0 */
function writeMonth(months: number): string {
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}

/** Of each of its months. */
export function monthLengths(year: number, startsMonth: number): number[] {
  return Array.from({ length: 12 }, (_, i) => {
    const month = startsMonth - 1 + i;
    return daysInMonth(year + Math.floor(month / 12), (month % 12) + 1);
  });
}
