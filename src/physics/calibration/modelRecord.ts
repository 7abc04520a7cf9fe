/** A planned column through the days of a record. */
import { secondsPerDay } from '../constants.ts';
import { surfaceYear, yearDays } from '../forcing/surface.ts';
import { startColumn } from '../simulation/start.ts';
import { recordMeans } from './recordMeans.ts';
import type { SurfaceSteps } from '../forcing/surface.ts';
import type { ColumnPlan } from '../simulation/plan.ts';

/** Plain data, so that it crosses to threads. */
export interface RecordRun {
  readonly plan: ColumnPlan;
  /** Days of 365 a year since the first of the plan's air, of the first of the run. */
  readonly firstDay: number;
  readonly dayCount: number;
  readonly depthsM: readonly number[];
}

/** @returns °C, means of days, length dayCount × depths, row-major */
export function modelRecord({ plan, firstDay, dayCount, depthsM }: RecordRun): Float64Array {
  const { column, state } = startColumn(plan);
  const series = { ...surfaceSteps(plan, firstDay, dayCount), stepS: secondsPerDay / plan.stepsOfDay };
  return recordMeans(column, state, series, plan.stepsOfDay, depthsM);
}

function surfaceSteps({ surface, cover, stepsOfDay }: ColumnPlan, firstDay: number, dayCount: number): SurfaceSteps {
  const [firstYear, lastYear] = [firstDay, firstDay + dayCount - 1].map((day) => Math.floor(day / yearDays));
  const years = Array.from({ length: lastYear! - firstYear! + 1 }, (_, i) =>
    surfaceYear(surface, cover, firstYear! + i, stepsOfDay),
  );
  const from = (firstDay - firstYear! * yearDays) * stepsOfDay;
  const cut = (part: 'temperatureC' | 'resistanceM2KW') =>
    Float64Array.from(years.flatMap((year) => [...year[part]])).slice(from, from + dayCount * stepsOfDay);
  return { temperatureC: cut('temperatureC'), resistanceM2KW: cut('resistanceM2KW') };
}
