/** What a year of temperatures amounts to: indices of thaw and frost, mean, amplitude and frost number. */
import { annualHarmonic } from './annualHarmonic.ts';
import { frostNumber, sinusoidDegreeDays, sumDegreeDays } from './degreeDays.ts';
import { monthlyDegreeDays } from './monthlyCurves.ts';
import type { DegreeDays } from './degreeDays.ts';
import type { MonthlyCurve } from './monthlyCurves.ts';

export interface YearIndices extends DegreeDays {
  /** °C, every day weighing the same. */
  readonly meanC: number;
  /** °C, half the range of the fitted yearly sinusoid. */
  readonly amplitudeC: number;
  /** 0 to 1; NaN where there is neither thaw nor frost. */
  readonly frostNumber: number;
}

/** Days of a year of which nothing but twelve means, or mean and amplitude, is known. */
const meanYearDays = 365;

/**
 * @param lengthDays 365 or 366 days of 1
 * @returns a function of the days' means in °C; a NaN makes all NaN
 */
export function dailyIndices(lengthDays: readonly number[]): (valuesC: ArrayLike<number>) => YearIndices {
  return indicesBy(lengthDays, (valuesC) => sumDegreeDays(valuesC));
}

/**
 * @param curve      what the temperature does between the means
 * @param lengthDays of the 12 months
 * @returns a function of 12 monthly means in °C, January first or any other month; a NaN makes all NaN
 */
export function monthlyIndices(
  curve: MonthlyCurve,
  lengthDays: readonly number[],
): (meansC: ArrayLike<number>) => YearIndices {
  return indicesBy(lengthDays, monthlyDegreeDays(curve, lengthDays));
}

function indicesBy(lengthDays: readonly number[], degreeDaysOf: (valuesC: ArrayLike<number>) => DegreeDays) {
  const fit = annualHarmonic(lengthDays);
  return (valuesC: ArrayLike<number>): YearIndices => {
    const degreeDays = degreeDaysOf(valuesC);
    return { ...degreeDays, ...fit(valuesC), frostNumber: frostNumber(degreeDays) };
  };
}

/** @param amplitudeC °C, ≥ 0 */
export function sinusoidIndices(meanC: number, amplitudeC: number): YearIndices {
  const degreeDays = sinusoidDegreeDays(meanC, amplitudeC, meanYearDays);
  return { ...degreeDays, meanC, amplitudeC, frostNumber: frostNumber(degreeDays) };
}
