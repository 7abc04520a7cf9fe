/** Annual means of a daily series, by rules of completeness: a year with holes is filled and said so, or left out. */
import { civilDateOf, dayOf, daysInMonth } from '../../core/calendar.ts';
import { fitAnnualWave, meanOverGap } from './annualWave.ts';
import type { DailySeries } from './dailySeries.ts';

export interface Completeness {
  /** Of a month: with more missing days it has no mean. */
  readonly mostMissingDays: number;
  /** Of a month: with more missing days in a row it has no mean. */
  readonly mostMissingInARow: number;
  /** Longest gap that the annual wave may fill, in days; 0 for none. */
  readonly longestFilledGapDays: number;
}

/**
 * A month may miss 10 days and 4 in a row, a year no month.
 * @source WMO-No. 1203 (2017), Guidelines on the Calculation of Climate Normals, section 4.4 (months, years); a quarter
 * of a year as the longest gap that is filled is this project's own limit
 */
export const defaultCompleteness: Completeness = {
  mostMissingDays: 10,
  mostMissingInARow: 4,
  longestFilledGapDays: 92,
};

/** A year whose missing days are filled has readings of two thirds of its days at least. */
const leastMeasuredShare = 2 / 3;

export interface AnnualMean {
  /** Days since 1970-01-01 of the first and the last day. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly meanC: number;
  /** Coldest and warmest daily value that was measured. */
  readonly minC: number;
  readonly maxC: number;
  /** Days with a value of their own. */
  readonly measuredDays: number;
  readonly how: 'measured' | 'fitted';
  /** Of the mean, from filling gaps; 0 where it was measured. */
  readonly standardErrorC: number;
}

/**
 * Years that begin with this month: complete ones (each month complete, months weighted by their days), or, where the
 * series has none, years whose gaps the annual wave fills.
 * @param startMonth 1 to 12; a year is twelve months from there
 */
export function annualMeans(series: DailySeries, startMonth: number, rules: Completeness): readonly AnnualMean[] {
  const years = yearsOf(series, startMonth);
  const complete = years.flatMap((year) => completeYear(series, year, rules) ?? []);
  if (complete.length > 0 || rules.longestFilledGapDays === 0) return complete;
  return years.flatMap((year) => filledYear(series, year, rules) ?? []);
}

/** The month with which years begin that are complete most often, over all the series; January where that is one. */
export function bestStartMonth(all: readonly DailySeries[], rules: Completeness): number {
  const measured: Completeness = { ...rules, longestFilledGapDays: 0 };
  let best = { month: 1, years: 0 };
  for (const ruleSet of rules.longestFilledGapDays > 0 ? [measured, rules] : [measured]) {
    for (let month = 1; month <= 12; month++) {
      const years = all.reduce((sum, series) => sum + annualMeans(series, month, ruleSet).length, 0);
      if (years > best.years) best = { month, years };
    }
    if (best.years > 0) break;
  }
  return best.month;
}

interface Month {
  readonly firstDay: number;
  readonly days: number;
}

/** Every year that touches the series, as its twelve months. */
function yearsOf({ firstDay, valuesC }: DailySeries, startMonth: number): Month[][] {
  const last = firstDay + valuesC.length - 1;
  const years: Month[][] = [];
  const first = civilDateOf(firstDay);
  for (let year = first.month < startMonth ? first.year - 1 : first.year; ; year++) {
    const months = Array.from({ length: 12 }, (_, i) => monthOf(year, startMonth + i));
    if (months[0]!.firstDay > last) return years;
    years.push(months);
  }
}

/** @param month from 1; beyond 12 it is of the next year */
function monthOf(year: number, month: number): Month {
  const of = { year: month > 12 ? year + 1 : year, month: month > 12 ? month - 12 : month };
  return { firstDay: dayOf({ ...of, day: 1 })!, days: daysInMonth(of.year, of.month) };
}

function completeYear(series: DailySeries, months: readonly Month[], rules: Completeness): AnnualMean | null {
  let sum = 0;
  let days = 0;
  const all: Span[] = [];
  for (const month of months) {
    const span = spanOf(series, month.firstDay, month.days);
    const missing = month.days - span.measured;
    if (missing > rules.mostMissingDays || span.longestGap > rules.mostMissingInARow) return null;
    sum += (span.sumC / span.measured) * month.days;
    days += month.days;
    all.push(span);
  }
  return { ...bounds(months), ...merged(all), meanC: sum / days, how: 'measured', standardErrorC: 0 };
}

function filledYear(series: DailySeries, months: readonly Month[], rules: Completeness): AnnualMean | null {
  const { firstDay, lastDay } = bounds(months);
  const count = lastDay - firstDay + 1;
  const span = spanOf(series, firstDay, count);
  if (span.longestGap > rules.longestFilledGapDays || span.measured < leastMeasuredShare * count) return null;
  const days = Array.from({ length: count }, (_, i) => firstDay + i);
  const wave = fitAnnualWave(
    days,
    days.map((day) => valueOn(series, day)),
  );
  if (wave === null) return null;
  const missing = days.filter((day) => Number.isNaN(valueOn(series, day)));
  const gap = meanOverGap(wave, missing);
  const share = missing.length / count;
  return {
    firstDay,
    lastDay,
    ...merged([span]),
    meanC: span.sumC / count + share * gap.meanC,
    how: 'fitted',
    standardErrorC: share * gap.standardErrorC,
  };
}

function bounds(months: readonly Month[]): { firstDay: number; lastDay: number } {
  const last = months.at(-1)!;
  return { firstDay: months[0]!.firstDay, lastDay: last.firstDay + last.days - 1 };
}

interface Span {
  readonly sumC: number;
  readonly minC: number;
  readonly maxC: number;
  readonly measured: number;
  readonly longestGap: number;
}

function spanOf(series: DailySeries, firstDay: number, days: number): Span {
  let [sumC, minC, maxC, measured, gap, longestGap] = [0, Infinity, -Infinity, 0, 0, 0];
  for (let day = firstDay; day < firstDay + days; day++) {
    const valueC = valueOn(series, day);
    if (Number.isNaN(valueC)) {
      gap += 1;
      longestGap = Math.max(longestGap, gap);
      continue;
    }
    gap = 0;
    sumC += valueC;
    minC = Math.min(minC, valueC);
    maxC = Math.max(maxC, valueC);
    measured += 1;
  }
  return { sumC, minC, maxC, measured, longestGap };
}

function merged(spans: readonly Span[]): Pick<AnnualMean, 'minC' | 'maxC' | 'measuredDays'> {
  return {
    minC: Math.min(...spans.map(({ minC }) => minC)),
    maxC: Math.max(...spans.map(({ maxC }) => maxC)),
    measuredDays: spans.reduce((sum, { measured }) => sum + measured, 0),
  };
}

function valueOn({ firstDay, valuesC }: DailySeries, day: number): number {
  return valuesC[day - firstDay] ?? Number.NaN;
}
