/** Which days a column is fitted to and which it is judged by, in years of 365 days. */
import { civilDateOf, firstDayOf, isoDateOf } from '../../core/calendar.ts';
import { DomainError } from '../../core/errors.ts';
import { yearDays } from '../../physics/forcing/surface.ts';
import { dayOfText } from './calibrationInputs.ts';
import { onDay } from './calibrationRecord.ts';
import type { DaySpan } from '../../physics/calibration/sensorErrors.ts';
import type { DailySeries } from '../../physics/ground/dailySeries.ts';
import type { CalibrationInputs } from './calibrationInputs.ts';
import type { MeasuredRecord, Weather } from './calibrationRecord.ts';

export interface CalibrationDays {
  /** Since 1970-01-01, from the first to the last of both periods, 29 February left out. */
  readonly days: readonly number[];
  /** Place of the first in its year of 365 days, from 0. */
  readonly dayOfYear: number;
  readonly calibration: DaySpan;
  readonly heldOut: DaySpan;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Fewer tell of one kind of weather. */
const fewestDays = 30;
const mostYears = 100;

/** @throws {DomainError} 'invalid-input' for periods beyond the record, overlapping or too short, or a gap in the weather */
export function calibrationDays(given: CalibrationInputs, record: MeasuredRecord, weather: Weather): CalibrationDays {
  const known = knownDays(record, weather);
  const half = Math.floor((known.from + known.to) / 2);
  const asked = (which: 'calibration' | 'heldOut', end: 'from' | 'to'): number | null => {
    const text = given[which][end];
    return text === undefined ? null : dayOfText(text);
  };
  const fitted = {
    from: asked('calibration', 'from') ?? known.from,
    to: asked('calibration', 'to') ?? half,
  };
  const heldOut = {
    from: asked('heldOut', 'from') ?? fitted.to + 1,
    to: asked('heldOut', 'to') ?? known.to,
  };
  checkPeriod('calibration', fitted, known);
  checkPeriod('heldOut', heldOut, known);
  if (fitted.from <= heldOut.to && heldOut.from <= fitted.to) {
    throw refuse(
      '/heldOut',
      `The held-out period (${wordsOf(heldOut)}) shares days with the calibration (${wordsOf(fitted)}): what a column was fitted to does not judge it`,
    );
  }
  const days = columnDays(Math.min(fitted.from, heldOut.from), Math.max(fitted.to, heldOut.to));
  checkWeather(weather.daily, days);
  const span = ({ from, to }: Stretch): DaySpan => ({
    from: days.findIndex((day) => day >= from),
    to: days.findLastIndex((day) => day <= to) + 1,
  });
  const first = days[0]!;
  const dayOfYear = columnDays(firstDayOf(civilDateOf(first).year, 1), first).length - 1;
  return { days, dayOfYear, calibration: span(fitted), heldOut: span(heldOut) };
}

/** That record and weather share. */
function knownDays({ sensors }: MeasuredRecord, { daily }: Weather): Stretch {
  const record = sensors.map((sensor) => endsOf(sensor.daily));
  if (record.length === 0) {
    throw refuse('/record', 'The record has no sensor below the surface that the column could be judged by');
  }
  const measured = {
    from: Math.min(...record.map(({ from }) => from)),
    to: Math.max(...record.map(({ to }) => to)),
  };
  const known = endsOf(daily);
  const both = { from: Math.max(measured.from, known.from), to: Math.min(measured.to, known.to) };
  if (both.to > both.from) return both;
  throw refuse('/series', `Record (${wordsOf(measured)}) and weather (${wordsOf(known)}) share no days`);
}

function endsOf({ firstDay, valuesC }: DailySeries): Stretch {
  return { from: firstDay, to: firstDay + valuesC.length - 1 };
}

function checkPeriod(which: 'calibration' | 'heldOut', period: Stretch, known: Stretch): void {
  if (period.from < known.from || period.to > known.to) {
    throw refuse(
      `/${which}`,
      `Expected a period within the days of record and weather, ${wordsOf(known)}; found ${wordsOf(period)}`,
    );
  }
  const days = period.to - period.from + 1;
  if (days >= fewestDays && days <= mostYears * yearDays) return;
  throw refuse(
    `/${which}`,
    `Expected ${fewestDays} days to ${mostYears} years, found ${days} days (${wordsOf(period)}); a whole year shows thaw and freezing both`,
  );
}

function columnDays(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((day) => {
    const date = civilDateOf(day);
    return date.month !== 2 || date.day !== 29;
  });
}

function checkWeather(daily: DailySeries, days: readonly number[]): void {
  const missing = days.filter((day) => Number.isNaN(onDay(daily, day)));
  if (missing.length === 0) return;
  throw refuse(
    '/series',
    `The weather has no temperature on ${missing.length} days of the run, the first ${isoDateOf(missing[0]!)}: choose periods without the gap, or bridge it by longestGapDays where it is short`,
  );
}

function wordsOf({ from, to }: Stretch): string {
  return `${isoDateOf(from)} to ${isoDateOf(to)}`;
}

function refuse(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', detail, { errors: [{ pointer, detail }] });
}
