/** Series of temperatures as years of 365 days, the calendar of the column: 29 February is left out. */
import { civilDateOf, dayOf, daysInYear } from '../../core/calendar.ts';
import { DomainError } from '../../core/errors.ts';
import { commonYearDays } from '../monthlyCurves.ts';
import { bridgeGaps } from '../shortGaps.ts';
import { dailyFromMonths } from './dailyFromMonths.ts';
import { yearDays } from './surface.ts';

export interface ForcingYears {
  /** Calendar year of the first; null for means of many years. */
  readonly firstYear: number | null;
  /** °C, 365 each, without gaps. */
  readonly years: readonly Float64Array[];
  /** Days, or days of months, that were bridged or filled; those that were measured are the rest. */
  readonly bridgedDays: number;
  readonly filledDays: number;
}

export interface ForcingRules {
  /** Gaps of at most so many days are bridged by straight lines. */
  readonly longestGapDays: number;
  /** Share of its days that the first and the last year must have, 0 to 1; years beyond them are left out. */
  readonly minimumCompleteness: number;
}

/** A measured series: see `ClimateSeries` of the tables. */
interface Series {
  readonly step: 'day' | 'month';
  readonly first: number;
  readonly valuesC: Float64Array;
  readonly isNormal: boolean;
}

/**
 * Gaps too long to be bridged take the mean of their calendar day over the other years.
 * @throws {DomainError} 'no-rows' where no year is whole enough; 'invalid-input' where a day of the year was never measured
 */
export function forcingYears(series: Series, rules: ForcingRules): ForcingYears {
  if (series.isNormal) return normalYear(series.valuesC);
  const bridged = series.step === 'day' ? bridgeGaps(series.valuesC, rules.longestGapDays) : null;
  const found = series.step === 'day' ? yearsOfDays(series.first, bridged!.valuesC) : yearsOfMonths(series);
  const whole = found.years.map((year) => measured(year) / year.length >= rules.minimumCompleteness);
  const [from, to] = [whole.indexOf(true), whole.lastIndexOf(true)];
  if (from < 0) {
    throw new DomainError(
      'no-rows',
      `No year of the series has ${rules.minimumCompleteness * 100} % of its ${series.step}s: take another series, or lower minimumCompleteness`,
    );
  }
  const years = found.years.slice(from, to + 1);
  const filled = fillByCalendar(years);
  const firstYear = found.firstYear + from;
  if (series.step === 'day') {
    return { firstYear, years, filledDays: filled, bridgedDays: sum(bridged!.bridged) };
  }
  const daily = dailyFromMonths(
    years.flatMap((year) => [...year]),
    years.flatMap(() => commonYearDays),
  );
  return { firstYear, years: cutYears(daily), filledDays: Math.round((filled * yearDays) / 12), bridgedDays: 0 };
}

/** The mean of every day of the year, °C, length 365. */
export function meanYear(years: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: yearDays }, (_, day) => sum(years.map((year) => year[day]!)) / years.length);
}

/** Twelve means between those of the year before and after, so that December goes on into January. */
function normalYear(meansC: Float64Array): ForcingYears {
  if (meansC.length !== 12 || meansC.some(Number.isNaN)) {
    throw new DomainError('invalid-input', 'Expected a mean for each of the twelve months, some are missing');
  }
  const three = dailyFromMonths(
    [...meansC, ...meansC, ...meansC],
    [0, 1, 2].flatMap(() => commonYearDays),
  );
  return { firstYear: null, years: [three.slice(yearDays, 2 * yearDays)], bridgedDays: 0, filledDays: 0 };
}

function yearsOfDays(first: number, valuesC: Float64Array) {
  const firstYear = civilDateOf(first).year;
  const lastYear = civilDateOf(first + valuesC.length - 1).year;
  const years: Float64Array[] = [];
  for (let year = firstYear; year <= lastYear; year++) {
    const newYear = dayOf({ year, month: 1, day: 1 })! - first;
    const leapDay = daysInYear(year) === 366 ? 59 : Infinity;
    years.push(
      Float64Array.from(
        { length: yearDays },
        (_, day) => valuesC[newYear + day + (day >= leapDay ? 1 : 0)] ?? Number.NaN,
      ),
    );
  }
  return { firstYear, years };
}

function yearsOfMonths({ first, valuesC }: Series) {
  const firstYear = Math.floor(first / 12);
  const count = Math.floor((first + valuesC.length - 1) / 12) - firstYear + 1;
  const years = Array.from({ length: count }, (_, year) =>
    Float64Array.from({ length: 12 }, (_each, month) => valuesC[(firstYear + year) * 12 + month - first] ?? Number.NaN),
  );
  return { firstYear, years };
}

/** @returns how many were filled */
function fillByCalendar(years: readonly Float64Array[]): number {
  let filled = 0;
  const length = years[0]!.length;
  for (let at = 0; at < length; at++) {
    const known = years.map((year) => year[at]!).filter((valueC) => !Number.isNaN(valueC));
    if (known.length === 0) {
      throw new DomainError(
        'invalid-input',
        `The series has no value for ${length === 12 ? `month ${at + 1}` : `day ${at + 1} of the year`} in any of its years: nothing can stand in for it`,
      );
    }
    for (const year of years) {
      if (!Number.isNaN(year[at]!)) continue;
      year[at] = sum(known) / known.length;
      filled += 1;
    }
  }
  return filled;
}

function cutYears(daily: Float64Array): Float64Array[] {
  return Array.from({ length: daily.length / yearDays }, (_, year) =>
    daily.slice(year * yearDays, (year + 1) * yearDays),
  );
}

function measured(year: Float64Array): number {
  return year.filter((valueC) => !Number.isNaN(valueC)).length;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
