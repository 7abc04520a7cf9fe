/** Readings of one sensor as one value a day, whatever their interval. */
import { civilDateOf, daysInMonth } from '../../core/calendar.ts';
import { median } from '../../core/statistics.ts';

export interface DailySeries {
  /** Days since 1970-01-01 of the first value. */
  readonly firstDay: number;
  /** °C, a value per day; NaN where no reading stands for the day. */
  readonly valuesC: Float64Array;
}

/** A day of a logger counts where it has this share of the readings that its days usually have. */
const leastShareOfDay = 0.75;

/** Readings further apart than a month, as a median, stand for their own day only. */
const longestStepDays = 35;

/**
 * Means of days. Where readings are days or weeks apart, each stands for the days that are nearer to it than to another
 * reading, but no further than half the usual step; a monthly mean stands for all days of its month.
 * @param days     since 1970-01-01, ascending, with the time of day as a fraction
 * @param valuesC  °C, as many, none NaN
 * @param monthly  whether each value is the mean of a calendar month
 */
export function dailySeries(days: Float64Array, valuesC: Float64Array, monthly = false): DailySeries {
  if (monthly) return fromMonths(days, valuesC);
  const means = meansOfDays(days, valuesC);
  const steps = Float64Array.from(means.slice(1), ({ day }, i) => day - means[i]!.day);
  const stepDays = steps.length === 0 ? 1 : median(steps);
  const reach = stepDays <= longestStepDays ? stepDays : 1;
  const before = Math.floor((reach - 1) / 2);
  const after = Math.floor(reach / 2);
  const firstDay = means[0]!.day - before;
  const series = new Float64Array(means.at(-1)!.day + after - firstDay + 1).fill(Number.NaN);
  for (const [i, { day, meanC }] of means.entries()) {
    const from = i === 0 ? day - before : Math.max(day - before, Math.floor((means[i - 1]!.day + day) / 2) + 1);
    const to = i === means.length - 1 ? day + after : Math.min(day + after, Math.floor((day + means[i + 1]!.day) / 2));
    series.fill(meanC, from - firstDay, to - firstDay + 1);
  }
  return { firstDay, valuesC: series };
}

function meansOfDays(days: Float64Array, valuesC: Float64Array): { day: number; meanC: number }[] {
  const means: { day: number; meanC: number; count: number }[] = [];
  for (let i = 0; i < days.length;) {
    const day = Math.floor(days[i]!);
    let sum = 0;
    const first = i;
    for (; i < days.length && Math.floor(days[i]!) === day; i++) sum += valuesC[i]!;
    means.push({ day, meanC: sum / (i - first), count: i - first });
  }
  const usual = median(Float64Array.from(means, ({ count }) => count));
  return means.filter(({ count }) => count >= leastShareOfDay * usual);
}

function fromMonths(days: Float64Array, valuesC: Float64Array): DailySeries {
  const firstDay = Math.floor(days[0]!);
  const last = civilDateOf(days.at(-1)!);
  const lastDay = Math.floor(days.at(-1)!) + daysInMonth(last.year, last.month) - 1;
  const series = new Float64Array(lastDay - firstDay + 1).fill(Number.NaN);
  for (const [i, day] of days.entries()) {
    const { year, month } = civilDateOf(day);
    series.fill(valuesC[i]!, day - firstDay, day - firstDay + daysInMonth(year, month));
  }
  return { firstDay, valuesC: series };
}
