/** The annual temperature at one depth of a borehole, with how it came about. */
import { mean, sampleDeviation } from '../../core/statistics.ts';
import { annualMeans } from './annualMeans.ts';
import { fitAnnualWave } from './annualWave.ts';
import type { AnnualMean, Completeness } from './annualMeans.ts';
import type { DailySeries } from './dailySeries.ts';

/** Measured on the days named; filled by the annual wave; an annual mean that the table gave as such. */
type LevelHow = 'measured' | 'fitted' | 'given';

export interface GroundLevel {
  /** Metres below the ground, ≥ 0. */
  readonly depthM: number;
  /** °C, the mean of the years. */
  readonly meanC: number;
  readonly how: LevelHow;
  /** °C, of the mean of these very years: what filling gaps may be wrong by; 0 where nothing was filled. */
  readonly standardErrorC: number;
  /** °C, between the annual means; null for a single year. */
  readonly yearDeviationC: number | null;
  /** °C, means over the years of the coldest and the warmest daily value; null for annual means. */
  readonly minC: number | null;
  readonly maxC: number | null;
  /** °C, half the range of the annual wave; null for annual means. */
  readonly amplitudeC: number | null;
  /** null where a mean of several years does not say how many. */
  readonly years: number | null;
  /** With a value of their own; null for annual means. */
  readonly days: number | null;
  /** Days since 1970-01-01; null where the table tells no time. */
  readonly firstDay: number | null;
  readonly lastDay: number | null;
}

/** A depth that gives no annual mean, and why. */
export interface LevelRefusal {
  readonly depthM: number;
  readonly reason: string;
}

/** @param startMonth 1 to 12, with which a year begins */
export function levelOfSeries(
  depthM: number,
  series: DailySeries,
  startMonth: number,
  rules: Completeness,
): GroundLevel | LevelRefusal {
  const years = annualMeans(series, startMonth, rules);
  if (years.length === 0) return { depthM, reason: whyNone(series, rules) };
  const first = years[0]!;
  const used = daysOf(series, years);
  return {
    depthM,
    ...acrossYears(years.map(({ meanC }) => meanC)),
    how: first.how,
    standardErrorC: Math.hypot(...years.map(({ standardErrorC }) => standardErrorC)) / years.length,
    minC: mean(years.map(({ minC }) => minC)),
    maxC: mean(years.map(({ maxC }) => maxC)),
    amplitudeC: fitAnnualWave(used.days, used.valuesC)?.amplitudeC ?? null,
    days: years.reduce((sum, { measuredDays }) => sum + measuredDays, 0),
    firstDay: first.firstDay,
    lastDay: years.at(-1)!.lastDay,
  };
}

/**
 * Where the values are annual means already.
 * @param days since 1970-01-01, the first and the last of the record; null where they are not known
 */
export function levelOfAnnualMeans(
  depthM: number,
  valuesC: Float64Array,
  days: { readonly first: number | null; readonly last: number | null },
): GroundLevel {
  return {
    depthM,
    ...acrossYears(valuesC),
    how: 'given',
    standardErrorC: 0,
    minC: null,
    maxC: null,
    amplitudeC: null,
    days: null,
    firstDay: days.first,
    lastDay: days.last,
  };
}

function acrossYears(meansC: ArrayLike<number>): Pick<GroundLevel, 'meanC' | 'yearDeviationC'> & { years: number } {
  const deviation = sampleDeviation(meansC);
  return {
    meanC: mean(meansC),
    yearDeviationC: Number.isNaN(deviation) ? null : deviation,
    years: meansC.length,
  };
}

function daysOf(series: DailySeries, years: readonly AnnualMean[]): { days: number[]; valuesC: number[] } {
  const days: number[] = [];
  const valuesC: number[] = [];
  for (const { firstDay, lastDay } of years) {
    for (let day = firstDay; day <= lastDay; day++) {
      const valueC = series.valuesC[day - series.firstDay];
      if (valueC === undefined || Number.isNaN(valueC)) continue;
      days.push(day);
      valuesC.push(valueC);
    }
  }
  return { days, valuesC };
}

function whyNone(series: DailySeries, { longestFilledGapDays }: Completeness): string {
  const days = series.valuesC.length;
  const measured = series.valuesC.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const filling = longestFilledGapDays > 0 ? `, and no gap longer than ${longestFilledGapDays} days is filled` : '';
  if (days < 365)
    return `${measured} days of readings within ${days} days are no year: a mean of them would be biased by the season${filling}`;
  return `no twelve months are complete: ${measured} of ${days} days have a reading${filling}`;
}
