/** What `simulate-column` takes: ground, climate, what is done to the ground, and what is wanted of it. */
import { z } from 'zod';
import { climateRoles } from '../../tables/climateColumns.ts';
import { temperatureUnits } from '../../tables/climateUnits.ts';
import { quantity } from '../inputs/quantity.ts';
import { unitInput } from '../inputs/unitInput.ts';
import { alignInput } from '../rasters/alignment.ts';
import { cellsInput } from './cellInputs.ts';
import { depthM, layerInput } from './layerInputs.ts';
import { restartInput } from './restartFile.ts';
import { coverInput, waterBed, withWaterPeak } from './surfaceInputs.ts';

/** Caps on what one request may ask for. */
const mostLayers = 100;
const mostEvents = 50;
const mostYears = 2000;

const temperature = quantity({
  unit: '°C',
  min: -90,
  max: 60,
  reason: 'no ground or air is outside; is it in kelvin?',
});
const groundTemperature = quantity({
  unit: '°C',
  min: -60,
  max: 40,
  reason: 'no ground of the Earth is outside, but for fires and volcanoes; is it in kelvin or °F?',
});
/** From one cell to the next. */
export const cellGrowth = {
  unit: '',
  min: 1,
  max: 2,
  reason: 'cells that shrink downwards serve nothing, and neighbours of more than twice the size err',
};
const layers = z.array(layerInput).min(1).max(mostLayers);
const depth = quantity(depthM);
const temperatureUnit = unitInput(temperatureUnits).optional();
const afterYears = quantity({
  unit: 'year',
  min: 0,
  max: mostYears,
  reason: 'no run is longer',
}).meta({
  description: 'Years since the start of the run, such as 2.5; carried out at the end of that step.',
});

const eventInput = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('excavate'),
    afterYears,
    depthM: quantity({ ...depthM, above: 0 }).meta({ description: 'm that are taken away.' }),
    surface: coverInput.optional().meta({ description: 'Of the new surface; by default as before.' }),
  }),
  z.strictObject({
    kind: z.literal('fill'),
    afterYears,
    layers: layers.meta({ description: 'Backfill, road or waste heap, from its surface down.' }),
    temperatureC: temperature.meta({ description: '°C at which it is laid.' }),
    surface: coverInput.optional().meta({ description: 'Of the new surface; by default as before.' }),
  }),
  z.strictObject({ kind: z.literal('surface'), afterYears, surface: coverInput }),
  withWaterPeak(z.strictObject({ kind: z.literal('water'), afterYears, ...waterBed })),
]);

export const columnInputs = z.object({
  name: z
    .string()
    .min(1)
    .max(100)
    .default('column')
    .meta({ title: 'Name', description: 'Of the column, for pictures.' }),
  layers: layers.nullable().default(null).meta({
    title: 'Layers',
    description:
      'Ground from its surface down, without overlap or gap, to a depth that the run does not feel (40 m or more for decades): thicknessM of each, or topM and bottomM, and properties. JSON, or @layers.json on the command line. Needed but for a restart.',
  }),
  restart: restartInput,
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
  columns: z
    .record(z.string(), z.string().min(1))
    .default({})
    .meta({
      title: 'Columns',
      description: `Role to column of the series, where its name does not say it: ${climateRoles.join(', ')}.`,
    }),
  units: z
    .strictObject({ air: temperatureUnit, surface: temperatureUnit })
    .default({})
    .meta({ title: 'Units', description: 'Unit of air and surface temperatures of the series, C, K or 0.1C.' }),
  dateOrder: z.enum(['dmy', 'mdy', 'ymd']).nullable().default(null).meta({
    title: 'Order of dates',
    description: 'For dates such as 03/04/2010 that do not show it themselves.',
  }),
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
  surface: coverInput.prefault({}).meta({
    title: 'Surface',
    description:
      'Between air and ground: n-factors, or resistances of snow and vegetation. Without any the surface has the temperature of the air.',
  }),
  warmingCPerDecade: quantity({
    unit: '°C/decade',
    min: -5,
    max: 5,
    reason: 'the fastest warming of the Arctic is 1 to 2 °C per decade; is it per century?',
  })
    .default(0)
    .meta({
      title: 'Warming',
      description: 'From the start of the run on.',
    }),
  anomaliesC: z
    .array(quantity({ unit: '°C', difference: true, min: -20, max: 20, reason: 'it would be another climate' }))
    .min(1)
    .max(mostYears)
    .nullable()
    .default(null)
    .meta({
      title: 'Yearly anomalies',
      description: 'Instead of warmingCPerDecade: °C above the climate as given, a number for each year of the run.',
    }),
  geothermalFluxWM2: quantity({
    unit: 'W/m²',
    min: -0.5,
    max: 0.5,
    reason: 'continents outside volcanoes have less; 60 mW/m² are 0.06 W/m²',
  })
    .default(0.06)
    .meta({ title: 'Geothermal flux', description: 'W/m² from below, 0.04 to 0.07 in most permafrost.' }),
  initial: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('geotherm'), topC: groundTemperature.optional() }),
      z.strictObject({
        kind: z.literal('profile'),
        points: z
          .array(z.strictObject({ depthM: depth, temperatureC: groundTemperature }))
          .min(1)
          .max(1000),
      }),
    ])
    .default({ kind: 'geotherm' })
    .meta({
      title: 'Initial state',
      description:
        'geotherm: steady, rising by the geothermal flux from topC, by default the mean temperature at the top of permafrost (TTOP) of the first climate; profile: measured temperatures, straight lines between them.',
    }),
  spinUp: z
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
    }),
  years: quantity({
    unit: 'year',
    whole: true,
    min: 1,
    max: mostYears,
    reason: 'a longer run would ask more of the climate than anyone knows; go on from a restart file where it must be',
  }).meta({ title: 'Years', description: 'Of the run, each of 365 days from 1 January.' }),
  startYear: quantity({
    unit: '',
    whole: true,
    min: -10_000,
    max: 10_000,
    reason: 'permafrost of today has no older climate that is known, and none farther ahead',
  })
    .nullable()
    .default(null)
    .meta({
      title: 'First year',
      description: 'Calendar year of the first year, for tables and pictures; by default that of the series, else 1.',
    }),
  stepHours: z
    .union([1, 2, 3, 4, 6, 8, 12, 24].map((hours) => z.literal(hours)))
    .default(24)
    .meta({ title: 'Time step', description: 'Hours. A step that cannot be solved is halved, up to ten times.' }),
  grid: z
    .strictObject({
      finestM: quantity({
        unit: 'm',
        min: 0.005,
        max: 1,
        reason: 'finer cells add time alone and coarser ones miss the thaw',
      }).default(0.05),
      fineToM: quantity({ unit: 'm', min: 0, max: 50, reason: 'below that nothing changes in a year' }).default(2.5),
      growth: quantity(cellGrowth).default(1.08),
      widestM: quantity({ unit: 'm', min: 0.01, max: 50, reason: 'wider cells miss the geotherm' }).default(1),
    })
    .prefault({})
    .meta({
      title: 'Grid',
      description:
        'Cells of finestM down to fineToM, each below larger by the factor growth, up to widestM; boundaries of layers are boundaries of cells.',
    }),
  events: z.array(eventInput).max(mostEvents).default([]).meta({
    title: 'Events',
    description:
      'What is done to the ground, in the order of time: excavate, fill (backfill, road, waste heap), surface (a new cover), water (a pond or lake).',
  }),
  outputDepthsM: z.array(depth).min(1).max(100).default([0.5, 1, 2, 5, 10, 15]).meta({
    title: 'Output depths',
    description:
      'm below the surface of the day, of the temperatures in the yearly table; those below the column are refused.',
  }),
  cells: cellsInput,
  align: alignInput,
  fieldEveryDays: quantity({
    unit: 'day',
    whole: true,
    min: 1,
    max: 365,
    reason: 'a day has one field and each year at least one',
  })
    .nullable()
    .default(null)
    .meta({
      title: 'Days between fields',
      description:
        'The temperatures of all cells are stored every so many days; by default every 10, in long runs so that a million are.',
    }),
});

export type ColumnInputs = z.output<typeof columnInputs>;
