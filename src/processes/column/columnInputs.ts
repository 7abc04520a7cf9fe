/** What `simulate-column` takes: ground, climate, what is done to the ground, and what is wanted of it. */
import { z } from 'zod';
import { defaultGridRule } from '../../physics/column/grid.ts';
import { quantity } from '../inputs/quantity.ts';
import { alignInput } from '../rasters/alignment.ts';
import {
  cellGrowth,
  climateInputs,
  geothermalFluxInput,
  spinUpInput,
  stepHoursInput,
  temperature,
  warmingInput,
} from './climateInputs.ts';
import { cellsInput } from './cellInputs.ts';
import { depthM, layerInput } from './layerInputs.ts';
import { restartInput } from './restartFile.ts';
import { coverInput, waterBed, withWaterPeak } from './surfaceInputs.ts';

/** Caps on what one request may ask for. */
const mostLayers = 100;
const mostEvents = 50;
const mostYears = 2000;

const groundTemperature = quantity({
  unit: '°C',
  min: -60,
  max: 40,
  reason: 'no ground of the Earth is outside, but for fires and volcanoes; is it in kelvin or °F?',
});
const layers = z.array(layerInput).min(1).max(mostLayers);
const depth = quantity(depthM);
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
  ...climateInputs,
  surface: coverInput.prefault({}).meta({
    title: 'Surface',
    description:
      'Between air and ground: n-factors, or resistances of snow and vegetation. Without any the surface has the temperature of the air.',
  }),
  warmingCPerDecade: warmingInput,
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
  geothermalFluxWM2: geothermalFluxInput,
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
  spinUp: spinUpInput,
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
  stepHours: stepHoursInput,
  grid: z
    .strictObject({
      finestM: quantity({
        unit: 'm',
        min: 0.005,
        max: 1,
        reason: 'finer cells add time alone and coarser ones miss the thaw',
      }).default(defaultGridRule.finestM),
      fineToM: quantity({ unit: 'm', min: 0, max: 50, reason: 'below that nothing changes in a year' }).default(
        defaultGridRule.fineToM,
      ),
      growth: quantity(cellGrowth).default(defaultGridRule.growth),
      widestM: quantity({ unit: 'm', min: 0.01, max: 50, reason: 'wider cells miss the geotherm' }).default(
        defaultGridRule.widestM,
      ),
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
