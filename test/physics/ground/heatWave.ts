/** The annual wave in homogeneous ground, solved exactly: T(z, t) = mean + g z + A e^(−z/d) sin(2πt/P − z/d). */
import type { SensorSeries } from '../../../src/physics/ground/summariseSite.ts';

export interface HeatWave {
  readonly meanC: number;
  readonly amplitudeC: number;
  /** Damping depth, m. */
  readonly dampingM: number;
  readonly gradientCPerM: number;
}

/** Days since 1970-01-01 of 2001-01-01, and of as many whole years from there. */
export const start2001 = 11_323;

/** @param keep which days have a reading */
export function sensorIn(
  wave: HeatWave,
  depthM: number,
  days: number,
  keep: (day: number) => boolean = () => true,
): SensorSeries {
  const kept = Array.from({ length: days }, (_, i) => start2001 + i).filter(keep);
  return {
    depthM,
    span: 'reading',
    days: Float64Array.from(kept),
    valuesC: Float64Array.from(kept, (day) => temperature(wave, depthM, day)),
    record: null,
  };
}

export function temperature(
  { meanC, amplitudeC, dampingM, gradientCPerM }: HeatWave,
  depthM: number,
  day: number,
): number {
  const phase = (2 * Math.PI * (day + 0.5)) / 365.2422 - depthM / dampingM;
  return meanC + gradientCPerM * depthM + amplitudeC * Math.exp(-depthM / dampingM) * Math.sin(phase);
}
