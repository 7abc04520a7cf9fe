/** What the ground's surface feels, step by step: the air through the years, and what lies between it and the ground. */
import { commonYearDays } from '../monthlyCurves.ts';

/** Days of every year of the column. */
export const yearDays = 365;

/** Temperatures of the air. Plain data, so that it crosses to threads. */
export type Air =
  /** Mean + amplitude·cos(2π(t − warmest day)/365), °C. */
  | { readonly kind: 'sinusoid'; readonly meanC: number; readonly amplitudeC: number; readonly warmestDay: number }
  /** °C of 365 days each, at least one year; `after` says what follows the last. */
  | {
      readonly kind: 'years';
      readonly years: readonly Float64Array[];
      readonly after: 'mean' | 'cycle';
      readonly meanYear: Float64Array;
    };

/** °C above the air as given, by years since the start. */
type Warming =
  | { readonly kind: 'rate'; readonly perDecadeC: number }
  /** Of each year; the last holds on. */
  | { readonly kind: 'years'; readonly anomaliesC: readonly number[] };

/** What lies on the ground. */
export type Cover =
  | {
      readonly kind: 'ground';
      /** Surface over air temperature above and below 0 °C. */
      readonly thawFactor: number;
      readonly freezeFactor: number;
      /** All year: vegetation and the transfer of heat from the air, m²·K/W; 0 where the surface has the temperature itself. */
      readonly resistanceM2KW: number;
      /** m²·K/W, January to December, or one number for whenever the air is below 0 °C; null for none. */
      readonly snowM2KW: readonly number[] | number | null;
    }
  /** Ground under water: the temperature of its bed, which the air does not change. */
  | { readonly kind: 'water'; readonly meanC: number; readonly amplitudeC: number };

/** Length steps: °C and m²·K/W of each. */
export interface SurfaceSteps {
  readonly temperatureC: Float64Array;
  readonly resistanceM2KW: Float64Array;
}

export interface SurfaceRule {
  readonly air: Air;
  /** °C by which all of the air differs from the one given, such as at another elevation. */
  readonly offsetC: number;
  readonly warming: Warming;
  /** Day of the year, 1–365, on which a bed of water is warmest. */
  readonly warmestDay: number;
}

/**
 * One year of steps.
 * @param year       since the start, from 0; −1 for the mean year before it, without warming
 * @param stepsOfDay ≥ 1
 */
export function surfaceYear(
  { air, offsetC, warming, warmestDay }: SurfaceRule,
  cover: Cover,
  year: number,
  stepsOfDay: number,
): SurfaceSteps {
  const count = yearDays * stepsOfDay;
  const temperatureC = new Float64Array(count);
  const resistanceM2KW = new Float64Array(count);
  const daily = air.kind === 'years' ? yearOf(air, year) : null;
  const airOf = (from: number, to: number): number =>
    air.kind === 'sinusoid' ? sinusoidMeanC(air, from, to) : daily![Math.floor(from)]!;
  const months = monthOfDay();
  for (let step = 0; step < count; step++) {
    const [from, to] = [step / stepsOfDay, (step + 1) / stepsOfDay];
    if (cover.kind === 'water') {
      temperatureC[step] = sinusoidMeanC({ ...cover, warmestDay }, from, to);
      continue;
    }
    const day = Math.floor(from);
    const airC = airOf(from, to) + offsetC + (year < 0 ? 0 : warmingC(warming, year, (from + to) / 2 / yearDays));
    temperatureC[step] = airC * (airC > 0 ? cover.thawFactor : cover.freezeFactor);
    resistanceM2KW[step] = cover.resistanceM2KW + snowAt(cover.snowM2KW, months[day]!, airC);
  }
  return { temperatureC, resistanceM2KW };
}

type SinusoidOf = Pick<Extract<Air, { kind: 'sinusoid' }>, 'meanC' | 'amplitudeC' | 'warmestDay'>;

function yearOf({ years, after, meanYear }: Extract<Air, { kind: 'years' }>, year: number): Float64Array {
  if (year < 0) return meanYear;
  if (year < years.length) return years[year]!;
  return after === 'mean' ? meanYear : years[year % years.length]!;
}

/** Mean over a part of the year, from and to in days since its start. */
function sinusoidMeanC({ meanC, amplitudeC, warmestDay }: SinusoidOf, from: number, to: number): number {
  const omega = (2 * Math.PI) / yearDays;
  const middle = warmestDay - 0.5;
  return (
    meanC + (amplitudeC * (Math.sin(omega * (to - middle)) - Math.sin(omega * (from - middle)))) / (omega * (to - from))
  );
}

function warmingC(warming: Warming, year: number, share: number): number {
  if (warming.kind === 'rate') return (warming.perDecadeC * (year + share)) / 10;
  return warming.anomaliesC[Math.min(year, warming.anomaliesC.length - 1)]!;
}

function snowAt(snowM2KW: readonly number[] | number | null, month: number, airC: number): number {
  if (snowM2KW === null) return 0;
  if (typeof snowM2KW === 'number') return airC < 0 ? snowM2KW : 0;
  return snowM2KW[month]!;
}

function monthOfDay(): readonly number[] {
  return commonYearDays.flatMap((days, month) => Array.from({ length: days }, () => month));
}
