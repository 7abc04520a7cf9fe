/** What may differ from cell to cell of a map of columns. */
import { z } from 'zod';
import { cellParameter } from '../rasters/cellParameter.ts';
import { quantity } from '../inputs/quantity.ts';
import { compressionInput } from '../maps/mapChoices.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { layerInput } from './layerInputs.ts';

const mostClasses = 256;

const temperature = { unit: '°C', minimum: -90, maximum: 60, reason: 'no air is outside' };
const factor = { unit: '', minimum: 0, maximum: 4, reason: 'no surface was seen to have more' };

/** Inputs that are numbers, by the name of the input. */
const numbers = {
  maatC: cellParameter({ title: 'Mean annual air temperature', ...temperature }).optional(),
  amplitudeC: cellParameter({
    title: 'Amplitude',
    unit: '°C',
    minimum: 0,
    maximum: 60,
    reason: 'Oymyakon has 32',
  }).optional(),
  offsetC: cellParameter({
    title: 'Difference of the air from the climate given, such as by elevation',
    unit: '°C',
    minimum: -40,
    maximum: 40,
    reason: 'it would be another climate',
  }).optional(),
  thawFactor: cellParameter({ title: 'n-factor of thaw', ...factor }).optional(),
  freezeFactor: cellParameter({ title: 'n-factor of freezing', ...factor }).optional(),
  snowDepthM: cellParameter({
    title: 'Depth of snow while the air is below 0 °C',
    unit: 'm',
    minimum: 0,
    maximum: 10,
    reason: 'deeper is a drift',
  }).optional(),
  vegetationM2KW: cellParameter({
    title: 'Resistance of vegetation to heat',
    unit: 'm²·K/W',
    minimum: 0,
    maximum: 10,
    reason: '40 cm of foam have 10',
  }).optional(),
  geothermalFluxWM2: cellParameter({
    title: 'Geothermal flux',
    unit: 'W/m²',
    minimum: -0.5,
    maximum: 0.5,
    reason: 'continents outside volcanoes have less',
  }).optional(),
};

const step = z.number().positive().optional();

export const cellsInput = z
  .strictObject({
    ...numbers,
    ground: z
      .strictObject({
        classes: z.union([z.string().min(1), rasterLayer]),
        layers: z
          .record(z.string().min(1).max(200), z.array(layerInput).min(1).max(100))
          .refine(
            (all) => Object.keys(all).length > 0 && Object.keys(all).length <= mostClasses,
            `1 to ${mostClasses} classes`,
          ),
      })
      .optional()
      .meta({
        description:
          'A raster of classes, and the layers of the ground of each, by its number or name, as the input layers.',
      }),
    roundTo: z
      .strictObject(Object.fromEntries(Object.keys(numbers).map((name) => [name, step])))
      .default({})
      .meta({
        description:
          'Steps to which values are rounded, such as {"maatC": 0.1}: cells with the same values share one column.',
      }),
    compression: compressionInput,
    meanYears: quantity({ unit: 'year', whole: true, min: 1, max: 1000, reason: 'a climate is of 30' })
      .default(10)
      .meta({
        description: 'The map shows means over so many years at the end of the run.',
      }),
  })
  .nullable()
  .default(null)
  .meta({
    title: 'Cells',
    description:
      'For a map: what differs from cell to cell, each a raster, a number by class of a raster, or a number; all else is as the other inputs say. maatC, amplitudeC (of the sinusoid), offsetC (added to the climate), thawFactor, freezeFactor, snowDepthM, vegetationM2KW, geothermalFluxWM2, and ground: layers by class.',
  });

export type CellsInput = NonNullable<z.output<typeof cellsInput>>;
