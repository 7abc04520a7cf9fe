/** Years of climate series as indices: which years are whole enough, and by which method each number came about. */
import { civilDateOf, firstDayOf } from '../../core/calendar.ts';
import { nFactors } from '../../physics/degreeDays.ts';
import { bridgeGaps } from '../../physics/shortGaps.ts';
import { commonYearDays } from '../../physics/monthlyCurves.ts';
import { dailyIndices, monthlyIndices, sinusoidIndices } from '../../physics/yearIndices.ts';
import { monthLengths } from './yearSpan.ts';
import type { MonthlyCurve } from '../../physics/monthlyCurves.ts';
import type { YearIndices } from '../../physics/yearIndices.ts';
import type { Medium } from '../../tables/climateColumns.ts';
import type { ClimateSeries } from '../../tables/climateSeries.ts';
import type { ClimateSinusoid } from '../../tables/climateSinusoids.ts';

export interface YearRules {
  /** What the temperature does between monthly means. */
  readonly interpolation: MonthlyCurve;
  /** Gaps of at most so many days are bridged by straight lines; 0 for none. */
  readonly longestGapDays: number;
  /** Share of a year's days that must be measured, 0 to 1. */
  readonly minimumCompleteness: number;
  /** The month that a year begins with, 1 to 12. Normals are of no year, and closed. */
  readonly yearStartsMonth: number;
}

/** One year of one medium. */
export interface MediumYear {
  /** Null where the year is not whole enough; `method` says why. */
  readonly indices: Partial<YearIndices> | null;
  readonly method: string;
  /** Share of the days or months that were measured; null where nothing is known of them. */
  readonly completeness: number | null;
  readonly interpolatedDays: number;
}

/** What is known of one station in one year. */
export interface StationYear {
  readonly station: string;
  /** The one in which it begins; null for means of many years. */
  readonly year: number | null;
  readonly air: MediumYear | null;
  readonly surface: MediumYear | null;
  /** Surface over air index; NaN where one is not known, or the air's is 0. */
  readonly thawNFactor: number;
  readonly freezeNFactor: number;
}

interface DatedYear {
  readonly year: number | null;
  readonly found: MediumYear;
}

/** @returns station by station in the order of the series, their years ascending */
export function stationYears(series: readonly ClimateSeries[], rules: YearRules): StationYear[] {
  return joinMedia(
    series.map((one) => ({
      station: one.station,
      medium: one.medium,
      years: one.step === 'day' ? yearsOfDays(one, rules) : yearsOfMonths(one, rules),
    })),
  );
}

export function sinusoidYears(sinusoids: readonly ClimateSinusoid[]): StationYear[] {
  return joinMedia(
    sinusoids.map(({ station, meanC, amplitudeC }) => {
      const indices = sinusoidIndices(meanC, amplitudeC);
      const method = 'closed form of the sinusoid';
      return {
        station,
        medium: 'air',
        years: [{ year: null, found: { indices, method, completeness: null, interpolatedDays: 0 } }],
      };
    }),
  );
}

/** The years of several media, joined by station and year. */
export function joinMedia(
  parts: readonly { readonly station: string; readonly medium: Medium; readonly years: readonly DatedYear[] }[],
): StationYear[] {
  const stations = new Map<string, Map<number | null, Partial<Record<Medium, MediumYear>>>>();
  for (const { station, medium, years } of parts) {
    const known = stations.get(station) ?? new Map<number | null, Partial<Record<Medium, MediumYear>>>();
    stations.set(station, known);
    for (const { year, found } of years) known.set(year, { ...known.get(year), [medium]: found });
  }
  return [...stations].flatMap(([station, years]) =>
    [...years]
      .toSorted(([a], [b]) => (a ?? 0) - (b ?? 0))
      .map(([year, { air = null, surface = null }]) => ({ station, year, air, surface, ...factorsOf(air, surface) })),
  );
}

function factorsOf(air: MediumYear | null, surface: MediumYear | null) {
  const { thaw, freeze } = nFactors(degreeDaysOf(surface), degreeDaysOf(air));
  return { thawNFactor: thaw, freezeNFactor: freeze };
}

function degreeDaysOf(year: MediumYear | null) {
  const { thawIndexCDays = Number.NaN, freezeIndexCDays = Number.NaN } = year?.indices ?? {};
  return { thawIndexCDays, freezeIndexCDays };
}

function yearsOfDays({ first, valuesC: measuredC }: ClimateSeries, rules: YearRules): DatedYear[] {
  const { valuesC, bridged } = bridgeGaps(measuredC, rules.longestGapDays);
  const ofCommonYear = dailyIndices(ones(365));
  const ofLeapYear = dailyIndices(ones(366));
  const start = civilDateOf(first);
  const end = first + valuesC.length;
  const years: DatedYear[] = [];
  const startsMonth = rules.yearStartsMonth;
  for (let year = start.month < startsMonth ? start.year - 1 : start.year; ; year++) {
    const from = firstDayOf(year, startsMonth) - first;
    if (first + from >= end) return years;
    const days = firstDayOf(year + 1, startsMonth) - first - from;
    const yearC = new Float64Array(days).fill(Number.NaN);
    const begin = Math.max(from, 0);
    yearC.set(valuesC.subarray(begin, from + days), begin - from);
    const interpolatedDays = bridged.subarray(begin, from + days).reduce((sum, flag) => sum + flag, 0);
    const measured = yearC.filter((valueC) => !Number.isNaN(valueC)).length - interpolatedDays;
    if (measured === 0) continue;
    const missing = days - measured - interpolatedDays;
    const completeness = measured / days;
    const whole = missing === 0 && completeness >= rules.minimumCompleteness;
    const found = { completeness, interpolatedDays };
    years.push({
      year,
      found: whole
        ? {
            ...found,
            indices: (days === 366 ? ofLeapYear : ofCommonYear)(yearC),
            method: dailyMethod(interpolatedDays),
          }
        : { ...found, indices: null, method: `none: ${measured} of ${days} days measured${gapReason(missing, rules)}` },
    });
  }
}

function dailyMethod(interpolatedDays: number): string {
  return interpolatedDays === 0 ? 'sums of daily means' : `sums of daily means, ${interpolatedDays} interpolated`;
}

function gapReason(missing: number, { longestGapDays }: YearRules): string {
  return missing === 0
    ? ''
    : `, ${missing} in gaps of more than ${longestGapDays} days or beyond the ends of the series`;
}

function yearsOfMonths({ first, valuesC, isNormal }: ClimateSeries, rules: YearRules): DatedYear[] {
  const { interpolation } = rules;
  const startsMonth = isNormal ? 1 : rules.yearStartsMonth;
  const method = `monthly means, ${interpolation}`;
  const years: DatedYear[] = [];
  for (let year = Math.floor((first - startsMonth + 1) / 12); ; year++) {
    const from = year * 12 + startsMonth - 1 - first;
    if (from >= valuesC.length) return years;
    const yearC = Float64Array.from({ length: 12 }, (_, i) => valuesC[from + i] ?? Number.NaN);
    const measured = yearC.filter((valueC) => !Number.isNaN(valueC)).length;
    if (measured === 0) continue;
    const lengths = isNormal ? commonYearDays : monthLengths(year, startsMonth);
    const indices = measured === 12 ? monthlyIndices(interpolation, lengths)(yearC) : null;
    const none = `none: ${measured} of 12 months`;
    years.push({
      year: isNormal ? null : year,
      found: { indices, method: indices === null ? none : method, completeness: measured / 12, interpolatedDays: 0 },
    });
  }
}

function ones(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}
