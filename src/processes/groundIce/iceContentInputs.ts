/** Where `ground-ice` has its ice contents from: a table by unit and layer, or a raster per layer. */
import { z } from 'zod';
import { iceColumns } from '../../core/iceRow.ts';
import { deepestIceM } from '../../physics/ice/iceRowFaults.ts';
import { quantity } from '../inputs/quantity.ts';
import { cellNumber, raster, reference } from './iceReferences.ts';
import type { IceColumnName } from '../../core/iceRow.ts';

const text = z.string().min(1).max(1000).nullable().default(null);
const number = (unit: string) => quantity({ unit }).nullable().default(null);

const iceRow = z.strictObject(
  // Every column has an entry, of the kind that it says.
  Object.fromEntries(
    Object.entries(iceColumns).map(([name, { kind, description, unit }]) => [
      name,
      (kind === 'text' ? text : number(unit)).meta({ description }),
    ]),
  ) as {
    [Name in IceColumnName]: (typeof iceColumns)[Name]['kind'] extends 'text' ? typeof text : ReturnType<typeof number>;
  },
);

export const tableInput = z
  .union([
    reference,
    z.array(iceRow).min(1).max(2000),
    z.strictObject({
      guesses: z.literal('qinghai-tibet').meta({
        description:
          'Ice contents that nobody measured: guesses of engineers for lacustrine-marsh, periglacial-hill, alluvial-proluvial, erosion-platform, mountain-slope-debris and bedrock on the Qinghai–Tibet Plateau, ± 35 %. For a first look until there are boreholes.',
      }),
    }),
  ])
  .nullable()
  .default(null)
  .meta({
    title: 'Table of ice contents',
    description: `A row per landform unit and layer, as the id of a table (POST /boreholes) or a file on the command line, or as rows in the request. Columns: ${Object.entries(
      iceColumns,
    )
      .map(([name, { description }]) => `${name} (${description.replace(/\.$/, '')})`)
      .join('; ')}.`,
  });

export const tooDeep = 'hardly any ice was measured deeper; is it in centimetres?';
const layerDepth = quantity({ unit: 'm', min: 0, max: deepestIceM, reason: tooDeep });

export const iceRastersInput = z
  .array(
    z.strictObject({
      layer: z.string().min(1).max(200).meta({ description: 'Name of the layer.' }),
      topM: layerDepth,
      bottomM: layerDepth,
      datum: z.enum(['ground', 'permafrostTable']).default('ground'),
      ice: raster.meta({ description: 'Volume of ice ÷ volume of frozen ground, 0 to 1.' }),
      sd: cellNumber({
        title: 'Standard deviation of the ice content',
        unit: '',
        minimum: 0,
        maximum: 1,
        reason: 'shares of the volume',
      })
        .default(0)
        .meta({ description: 'Its standard deviation: a number, or a raster.' }),
      settledPorosity: quantity({ unit: '', min: 0, below: 1 }).nullable().default(null).meta({
        description: 'Porosity of the layer once it has thawed and settled, for excess ice.',
      }),
    }),
  )
  .min(1)
  .max(32)
  .nullable()
  .default(null)
  .meta({
    title: 'Rasters of ice content',
    description:
      'In place of a table: a raster per layer, such as one that predict made with a forest trained on borehole logs.',
  });
