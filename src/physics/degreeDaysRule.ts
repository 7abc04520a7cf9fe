/** Degree-days of every cell of a map, from twelve monthly means or from mean and amplitude. */
import { isPossibleC } from '../core/possibleTemperature.ts';
import { commonYearDays } from './monthlyCurves.ts';
import { monthlyIndices, sinusoidIndices } from './yearIndices.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { MonthlyCurve } from './monthlyCurves.ts';
import type { YearIndices } from './yearIndices.ts';

export interface DegreeDaysOptions {
  /** January to December, or the yearly mean and the amplitude of its sinusoid. */
  readonly layers: 'months' | 'sinusoid';
  readonly curve: MonthlyCurve;
  /** °C = value · scale + offsetC; an amplitude has no offset. */
  readonly scale: number;
  readonly offsetC: number;
}

/** Bands of the map, in its order. */
export const degreeDaysBands = [
  { name: 'tdd', description: 'Thawing index', unit: '°C·day', of: ({ thawIndexCDays }) => thawIndexCDays },
  { name: 'fdd', description: 'Freezing index', unit: '°C·day', of: ({ freezeIndexCDays }) => freezeIndexCDays },
  { name: 'maat', description: 'Mean annual temperature', unit: '°C', of: ({ meanC }) => meanC },
  {
    name: 'amplitude',
    description: 'Amplitude of the yearly sinusoid',
    unit: '°C',
    of: ({ amplitudeC }) => amplitudeC,
  },
  {
    name: 'frostNumber',
    description: 'Frost number (Nelson & Outcalt 1987)',
    unit: '',
    of: (year) => year.frostNumber,
  },
] as const satisfies readonly { name: string; description: string; unit: string; of: (year: YearIndices) => number }[];

/**
 * A cell without one of its layers, or with a value that no temperature can be, such as an undeclared −999, has none of
 * the bands; the latter are counted.
 */
export function createDegreeDaysRule({ layers: kind, curve, scale, offsetC }: DegreeDaysOptions): WindowRule {
  const ofMonths = monthlyIndices(curve, commonYearDays);
  const indicesOf =
    kind === 'months' ? ofMonths : ([meanC, amplitudeC]: Float64Array) => sinusoidIndices(meanC!, amplitudeC!);
  const count = kind === 'months' ? 12 : 2;
  const valuesC = new Float64Array(count);
  return {
    haloPx: 0,
    bandCount: degreeDaysBands.length,
    derive(layers, _at, out) {
      let impossible = 0;
      for (let pixel = 0; pixel < out[0]!.length; pixel++) {
        let wrong = false;
        for (let i = 0; i < count; i++) {
          const isDifference = kind === 'sinusoid' && i === 1;
          const valueC = layers[i]![pixel]! * scale + (isDifference ? 0 : offsetC);
          valuesC[i] = valueC;
          wrong ||= isDifference ? valueC < 0 : !Number.isNaN(valueC) && !isPossibleC(valueC);
        }
        if (wrong) {
          impossible += 1;
          valuesC.fill(Number.NaN);
        }
        const year = indicesOf(valuesC);
        for (const [band, { of }] of degreeDaysBands.entries()) out[band]![pixel] = of(year);
      }
      return [impossible];
    },
  };
}
