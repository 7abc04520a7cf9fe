/** Frost numbers of the surface below snow, and of the depths of frost and thaw. */
import { frostNumber } from './degreeDays.ts';
import type { DegreeDays } from './degreeDays.ts';

/**
 * Surface frost number of a sinusoid whose winter amplitude the snow damps, its mean winter temperature holding as long
 * as the winter of the air.
 * @param air        degree-days of the undamped sinusoid
 * @param damping    share of the amplitude that reaches the ground, see `amplitudeBelowSnow`
 * @returns the number in 0..1, and the damped winter; NaN for a place without both seasons
 * @source Nelson & Outcalt 1987, Arctic and Alpine Research 19:279
 */
export function surfaceFrostNumber(
  meanC: number,
  amplitudeC: number,
  air: DegreeDays,
  damping: number,
  periodDays: number,
): {
  readonly frostNumber: number;
  readonly winterC: number;
  readonly winterDays: number;
  readonly freezeIndexCDays: number;
} {
  const beta = Math.acos(-meanC / amplitudeC);
  const winterC = meanC - (amplitudeC * damping * Math.sin(beta)) / (Math.PI - beta);
  const winterDays = periodDays * (1 - beta / Math.PI);
  const freezeIndexCDays = -winterC * winterDays;
  return {
    frostNumber: frostNumber({ thawIndexCDays: air.thawIndexCDays, freezeIndexCDays }),
    winterC,
    winterDays,
    freezeIndexCDays,
  };
}

/** Depth of frost over depth of frost and thaw: above 0.5 frost outlasts the summer. @source Nelson & Outcalt 1987 */
export function stefanFrostNumber(frostDepthM: number, thawDepthM: number): number {
  return frostDepthM / (frostDepthM + thawDepthM);
}
