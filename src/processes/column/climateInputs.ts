/** Inputs that a column and a section share: the climate, and how a run goes through it. */
import { z } from 'zod';
import { temperatureUnits } from '../../tables/climateUnits.ts';
import { climateColumnsInput, dateOrderInput } from '../inputs/climateColumns.ts';
import { quantity } from '../inputs/quantity.ts';
import { unitInput } from '../inputs/unitInput.ts';

export const temperature = quantity({
  unit: '°C',
  min: -90,
  max: 60,
  reason: 'no ground or air is outside; is it in kelvin?',
});
const temperatureUnit = unitInput(temperatureUnits).optional();

/** From one cell to the next. */
export const cellGrowth = {
  unit: '',
  min: 1,
  max: 2,
  reason: 'cells that shrink downwards serve nothing, and neighbours of more than twice the size err',
};

/** The air before and during a run: a station's series, or a sinusoid. */
export const climateInputs = {
  series: z.string().min(1).nullable().default(null).meta({
    title: 'Series',
    description:
      'Id of a table (POST /boreholes), or a file: daily or monthly temperatures of a station, as `degree-days` reads them. Instead of maatC and amplitudeC.',
  }),
  station: z.string().min(1).max(200).nullable().default(null).meta({
    title: 'Station',
    description: 'Which station of the series; needed where it has several.',
  }),
  medium: z.enum(['air', 'surface']).default('air').meta({
    title: 'Medium',
    description: 'Which temperature of the series: of the air, or of the ground surface (then give no n-factors).',
  }),
  columns: climateColumnsInput,
  units: z
    .strictObject({ air: temperatureUnit, surface: temperatureUnit })
    .default({})
    .meta({ title: 'Units', description: 'Unit of air and surface temperatures of the series, C, K or 0.1C.' }),
  dateOrder: dateOrderInput,
  longestGapDays: quantity({ unit: 'day', whole: true, min: 0, max: 31, reason: 'a line across more is no weather' })
    .default(4)
    .meta({
      title: 'Longest gap',
      description:
        'Gaps of at most so many days are bridged by straight lines; longer ones take the mean of their calendar day over the other years. Both are counted.',
    }),
  minimumCompleteness: quantity({ unit: '', min: 0.1, max: 1, reason: 'it is a share; is it in percent?' })
    .default(0.8)
    .meta({
      title: 'Completeness',
      description:
        'Share of its days that the first and the last year of the series must have; years beyond are left out.',
    }),
  afterSeries: z.enum(['mean', 'cycle']).default('mean').meta({
    title: 'After the series',
    description: 'Where the run is longer than the series: mean repeats its mean year, cycle begins it anew.',
  }),
  maatC: temperature.nullable().default(null).meta({
    title: 'Mean annual air temperature',
    description: '°C: mean of the yearly sinusoid, instead of a series.',
  }),
  amplitudeC: quantity({ unit: '°C', difference: true, min: 0, max: 60, reason: 'Oymyakon has 32' })
    .nullable()
    .default(null)
    .meta({
      title: 'Amplitude',
      description: '°C: half the yearly range of the sinusoid.',
    }),
  warmestDay: quantity({ unit: '', whole: true, min: 1, max: 365, reason: 'years of a run have 365 days' })
    .default(200)
    .meta({
      title: 'Warmest day',
      description: 'Day of the year on which sinusoids peak: 200 is 19 July; 17 in the southern hemisphere.',
    }),
};

export const warmingInput = quantity({
  unit: '°C/decade',
  min: -5,
  max: 5,
  reason: 'the fastest warming of the Arctic is 1 to 2 °C per decade; is it per century?',
})
  .default(0)
  .meta({
    title: 'Warming',
    description: 'From the start of the run on.',
  });

export const geothermalFluxInput = quantity({
  unit: 'W/m²',
  min: -0.5,
  max: 0.5,
  reason: 'continents outside volcanoes have less; 60 mW/m² are 0.06 W/m²',
})
  .default(0.06)
  .meta({ title: 'Geothermal flux', description: 'W/m² from below, 0.04 to 0.07 in most permafrost.' });

export const spinUpInput = z
  .strictObject({
    mostYears: quantity({
      unit: 'year',
      whole: true,
      min: 0,
      max: 10_000,
      reason: 'ground as deep as a column is steady after fewer',
    })
      .refine((years) => years !== 1, 'expected 0 or at least 2 years, since one year has none to be compared with')
      .default(200),
    toleranceC: quantity({
      unit: '°C',
      difference: true,
      above: 0,
      max: 1,
      reason: 'more is no steady state',
    }).default(1e-3),
    toleranceWM2: quantity({ unit: 'W/m²', above: 0, max: 1, reason: 'more is no steady state' }).default(5e-3),
  })
  .prefault({})
  .meta({
    title: 'Spin-up',
    description:
      'Before the run the first climate (the mean year of a series) is repeated until no yearly mean changes by more than toleranceC °C from one year to the next, nor the heat of the column by more than toleranceWM2, at most mostYears; 0 for none. The summary says how it ended.',
  });

export const stepHoursInput = z
  .union([1, 2, 3, 4, 6, 8, 12, 24].map((hours) => z.literal(hours)))
  .default(24)
  .meta({ title: 'Time step', description: 'Hours. A step that cannot be solved is halved, up to ten times.' });
