/** What `calibrate-column` takes: the column of `simulate-column`, a measured record, its weather, and what may vary. */
import { z } from 'zod';
import { dayOf } from '../../core/calendar.ts';
import { quantity } from '../inputs/quantity.ts';
import { seriesFormInputs } from '../stations/seriesInputs.ts';
import { describeProperties, varyingProperties } from './calibrationProperties.ts';
import { climateInputs, temperature } from './climateInputs.ts';
import { columnInputs } from './columnInputs.ts';
import { depthM } from './layerInputs.ts';

/** A Jacobian asks for two runs of each. */
const mostParameters = 12;

const { name, layers, surface, geothermalFluxWM2, stepHours, grid } = columnInputs.shape;
const { series, station, medium, columns, units, dateOrder, longestGapDays } = climateInputs;

const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a date such as 2012-07-01')
  .refine((text) => dayOfText(text) !== null, 'there is no such day')
  .optional();

/** @returns since 1970-01-01; null for what is no day */
export function dayOfText(text: string): number | null {
  const [year, month, day] = text.split('-').map(Number);
  return dayOf({ year: year!, month: month!, day: day! });
}

const period = z
  .strictObject({
    from: date.meta({ description: 'First day, such as 2012-07-01.' }),
    to: date.meta({ description: 'Last day.' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, 'from lies after to')
  .prefault({});

const factor = (text: string) =>
  quantity({ unit: '', min: 0.01, max: 100, reason: 'it multiplies the value that is given' })
    .nullable()
    .default(null)
    .meta({ description: text });

const points = z.array(z.strictObject({ depthM: quantity(depthM), temperatureC: temperature })).max(1000);

export const calibrationInputs = z.object({
  name,
  record: z.string().min(1).meta({
    title: 'Record',
    description:
      'Id of a table (POST /boreholes), or a file: ground temperatures by day and depth, a column per depth or a value per row, as `summarise-boreholes` reads them. Finer readings are averaged by day.',
  }),
  site: z.string().min(1).max(200).nullable().default(null).meta({
    title: 'Site',
    description: 'Which site of the record; needed where it has several.',
  }),
  reading: z.strictObject(seriesFormInputs).prefault({}).meta({
    title: 'Reading',
    description: 'How the record is to be read, where it does not say so itself: the inputs of `summarise-boreholes`.',
  }),
  layers: layers.unwrap().unwrap().meta({
    title: 'Layers',
    description:
      'Ground from its surface down, as `simulate-column` takes it, with the best estimates there are. It begins at the temperatures of the first day, so that it should reach below what the record feels.',
  }),
  surface,
  geothermalFluxWM2,
  series: series.meta({
    title: 'Weather',
    description:
      'Id of a table, or a file: daily temperatures of the air, or of the ground surface (medium), through the record. By default the uppermost sensor of the record is the surface, which must be within 5 cm of it and then is not judged: so nothing about snow and air needs to be known.',
  }),
  station,
  medium,
  columns,
  units,
  dateOrder,
  longestGapDays: longestGapDays.meta({
    title: 'Longest gap',
    description: 'Gaps of the weather of at most so many days are bridged by straight lines; longer ones are refused.',
  }),
  initial: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('measured'), below: points.default([]) }),
      z.strictObject({ kind: z.literal('profile'), points: points.min(1) }),
    ])
    .default({ kind: 'measured', below: [] })
    .meta({
      title: 'Initial state',
      description:
        'measured: the sensors on the first day, straight lines between them, then the points below the deepest (by default its temperature all the way down); profile: points alone.',
    }),
  parameters: z
    .array(
      z.strictObject({
        of: z.enum(varyingProperties),
        layers: z.array(z.string().min(1).max(100)).min(1).nullable().default(null).meta({
          description: 'Names of layers, which get one factor in common; by default all that have the property.',
        }),
        leastFactor: factor('Least factor of what is given, below 1.'),
        mostFactor: factor('Greatest factor, above 1.'),
      }),
    )
    .min(1)
    .max(mostParameters)
    .default(
      (['frozenConductivity', 'thawedConductivity', 'water'] as const).map((of) => ({
        of,
        layers: null,
        leastFactor: null,
        mostFactor: null,
      })),
    )
    .meta({
      title: 'Parameters',
      description: `What may vary, each by a factor of the value that is given. By default both conductivities and the water of all layers, which thaw and winter cooling hang on; the fewer, the better they hold in other years. Usual bounds of the factors: ${describeProperties()}.`,
    }),
  calibration: period.meta({
    title: 'Calibration period',
    description: 'Days that it is fitted to; by default the first half of the record.',
  }),
  heldOut: period.meta({
    title: 'Held-out period',
    description: 'Days that it is judged by, none of them of the calibration; by default those that follow it.',
  }),
  stepHours,
  grid,
});

export type CalibrationInputs = z.output<typeof calibrationInputs>;
