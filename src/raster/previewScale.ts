/** Which values the colours of a figure span. */
import { amountColour, lightColour, temperatureColour } from '../core/colour.ts';
import { rankValues } from '../core/orderStatistics.ts';
import { roundStep, roundTicks } from '../core/ticks.ts';
import type { Rgb } from '../core/colour.ts';
import type { Pixels } from './overview.ts';

/** `temperature` has two arms that meet at 0; `amount` has one, from little to much; `light` goes from dark to bright. */
export type AmountPalette = 'temperature' | 'amount' | 'light';

export interface ColourScale {
  /** Ends of the colour bar; of a temperature 0 °C always lies between them or on one of them. */
  readonly min: number;
  readonly max: number;
  /** Whether values lie beyond the ends, which the bar then shows by an arrow. */
  readonly hasBelow: boolean;
  readonly hasAbove: boolean;
  readonly ticks: readonly number[];
  /** Of a value that is not NaN. */
  readonly colourOf: (value: number) => Rgb;
}

/** A hundredth of the pixels at each end may lie beyond the bar, so that a few outliers do not bleach the map. */
const outlierShare = 0.01;
/** Colours of a temperature never tell less than this apart, °C. */
const leastTemperatureSpanC = 0.1;

/** @param pixels NaN is left out; where nothing is left the scale is −1 … 1 °C, of an amount 0 … 1 */
export function scaleOf(pixels: Pixels, palette: AmountPalette): ColourScale {
  const ranked = rankValues(pixels.values);
  const last = ranked.count - 1;
  const low = ranked.at(Math.floor(last * outlierShare));
  const high = ranked.at(Math.ceil(last * (1 - outlierShare)));
  const ends =
    palette === 'temperature'
      ? temperatureEnds(Math.min(0, low ?? -1), Math.max(0, high ?? 1))
      : amountEnds(low ?? 0, high ?? 1);
  const { min, max, step } = ends;
  // The same distance from 0 °C on both sides, so that equal colour is equal distance.
  const full = Math.max(-min, max);
  return {
    min,
    max,
    hasBelow: (ranked.at(0) ?? min) < min,
    hasAbove: (ranked.at(last) ?? max) > max,
    ticks: roundTicks(min, max, Math.round((max - min) / step)),
    colourOf:
      palette === 'temperature'
        ? (value) => temperatureColour(value, full)
        : (value) => (palette === 'light' ? lightColour : amountColour)((value - min) / (max - min)),
  };
}

interface Ends {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

function temperatureEnds(low: number, high: number): Ends {
  return roundEnds(low, high, roundStep(Math.max(high - low, leastTemperatureSpanC) / 9));
}

/** A map of one value still needs a bar. */
function amountEnds(low: number, high: number): Ends {
  const span = high > low ? high - low : Math.max(Math.abs(low), 1);
  return roundEnds(low, high, roundStep(span / 9));
}

function roundEnds(low: number, high: number, step: number): Ends {
  const min = Math.floor(low / step) * step;
  return { min, max: Math.max(Math.ceil(high / step) * step, min + step), step };
}
