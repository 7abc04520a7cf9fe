/** Which temperatures the colours of a figure span. */
import { rankValues } from '../core/orderStatistics.ts';
import type { Pixels } from './overview.ts';
import { roundStep, roundTicks } from '../core/ticks.ts';

export interface ColourScale {
  /** Ends of the colour bar, °C; 0 always lies between them or on one of them. */
  readonly minC: number;
  readonly maxC: number;
  /** Distance from 0 °C of the darkest colour: the same on both sides, so that equal colour is equal distance. */
  readonly fullC: number;
  /** Whether values lie beyond the ends, which the bar then shows by an arrow. */
  readonly hasBelow: boolean;
  readonly hasAbove: boolean;
  readonly ticksC: readonly number[];
}

/** A hundredth of the pixels at each end may lie beyond the bar, so that a few outliers do not bleach the map. */
const outlierShare = 0.01;

/** @param pixels NaN is left out; where nothing is left the scale is −1 … 1 °C */
export function scaleOf(pixels: Pixels): ColourScale {
  const ranked = rankValues(pixels.values);
  const last = ranked.count - 1;
  const low = Math.min(0, ranked.at(Math.floor(last * outlierShare)) ?? -1);
  const high = Math.max(0, ranked.at(Math.ceil(last * (1 - outlierShare))) ?? 1);
  const step = roundStep(Math.max(high - low, 0.1) / 9);
  const minC = Math.floor(low / step) * step;
  const maxC = Math.max(Math.ceil(high / step) * step, minC + step);
  return {
    minC,
    maxC,
    fullC: Math.max(-minC, maxC),
    hasBelow: (ranked.at(0) ?? minC) < minC,
    hasAbove: (ranked.at(last) ?? maxC) > maxC,
    ticksC: roundTicks(minC, maxC, Math.round((maxC - minC) / step)),
  };
}
