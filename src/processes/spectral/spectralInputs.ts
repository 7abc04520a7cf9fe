/** What spectral indices are asked for with. */
import { z } from 'zod';
import { compositeStatistics } from '../../spectral/composite.ts';
import { bandRoles, spectralIndices } from '../../spectral/indices.ts';
import { qualityBands } from '../../spectral/quality.ts';
import { scalings } from '../../spectral/scaling.ts';
import { sensors } from '../../spectral/sensors.ts';
import { mapChoices } from '../maps/mapChoices.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import type { IndexName } from '../../spectral/indices.ts';
import type { ScalingName } from '../../spectral/scaling.ts';
import type { SensorName } from '../../spectral/sensors.ts';

// Of tables with at least one row.
const indexNames = Object.keys(spectralIndices) as [IndexName, ...IndexName[]];
const sensorNames = Object.keys(sensors) as [SensorName, ...SensorName[]];
const scalingNames = Object.keys(scalings) as [ScalingName, ...ScalingName[]];

/** A cap on what one request may ask for. */
const mostScenes = 128;
const mostMetadataCharacters = 2 ** 17;

const raster = z.union([z.string().min(1), rasterLayer]);

const scene = z.strictObject({
  bands: z.union([z.string().min(1), z.record(z.string().min(1).max(16), raster)]).meta({
    description: `Rasters by band of the sensor, such as {"B3": id, "B4": id}, or by role (${bandRoles.join(', ')}); {"raster": id, "band": n} for a band of a file. Or one raster whose bands are named after the sensor’s, or which has all of them in their order.`,
  }),
  quality: raster
    .nullable()
    .default(null)
    .meta({
      description: `The quality band: ${Object.values(qualityBands)
        .map(({ title }) => title)
        .join(' or ')}.`,
    }),
  mtl: z
    .union([z.string().max(mostMetadataCharacters), z.record(z.string(), z.json())])
    .nullable()
    .default(null)
    .meta({
      description:
        'Text of a Landsat metadata file (…_MTL.txt), or what …_MTL.json holds; scaling landsat-level-1 needs it.',
    }),
  date: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, 'expected a date such as 2020-07-31')
    .nullable()
    .default(null)
    .meta({ description: 'Day of acquisition; by default that of the metadata.' }),
});

export const spectralInputs = z.object({
  scenes: z.array(scene).min(1).max(mostScenes).meta({
    title: 'Scenes',
    description: 'Scenes of one sensor, each with its bands, on one grid unless they are aligned.',
  }),
  sensor: z
    .enum(sensorNames)
    .nullable()
    .default(null)
    .meta({
      title: 'Sensor',
      description: `Says which band has which role: ${sensorNames.map((name) => `${name} (${sensors[name].title})`).join(', ')}. Without it bands are given by role.`,
    }),
  scaling: z.enum(scalingNames).meta({
    title: 'Scaling',
    description: `What the stored numbers are. ${scalingNames.map((name) => `${name}: ${scalings[name]}`).join('; ')}. Applied once: not where the file has its own scale and offset, which must then be the same.`,
  }),
  indices: z
    .array(z.enum(indexNames))
    .min(1)
    .max(indexNames.length)
    .refine((names) => new Set(names).size === names.length, 'each index once')
    .meta({
      title: 'Indices',
      description: `A band of the result each. ${indexNames.map((name) => `${name}: ${spectralIndices[name].title}, ${spectralIndices[name].formula} (${spectralIndices[name].source})`).join('; ')}.`,
    }),
  mask: z
    .array(z.string().min(1).max(32))
    .nullable()
    .default(null)
    .meta({
      title: 'Mask',
      description: `What the quality band may say of a cell that is then left out. ${Object.values(qualityBands)
        .map(
          ({ title, flags, masked }) => `${title}: ${Object.keys(flags).join(', ')}; by default ${masked.join(', ')}`,
        )
        .join('. ')}.`,
    }),
  statistic: z.enum(compositeStatistics).default('median').meta({
    title: 'Statistic',
    description: 'Over the scenes that have a value in a cell, for each index, which is computed in every scene first.',
  }),
  months: z
    .array(z.int().min(1).max(12))
    .min(1)
    .nullable()
    .default(null)
    .meta({ title: 'Months', description: 'Only scenes of these months, 1 to 12; all by default.' }),
  years: z
    .array(z.int())
    .length(2)
    .nullable()
    .default(null)
    .meta({ title: 'Years', description: 'First and last year of the scenes; all by default.' }),
  align: z.boolean().default(false).meta({
    title: 'Align',
    description:
      'Whether bands of other cell sizes, extents or CRS, such as those of 20 m beside 10 m or of neighbouring scenes, are brought to the grid of the first band of the first scene that an index needs: quality bands by nearest, the others by bilinear, or by average where the cells of that grid are more than 1.5 times as large. Without it they are refused.',
  }),
  ...mapChoices,
});

export type SpectralInputs = z.output<typeof spectralInputs>;
export type SceneInput = SpectralInputs['scenes'][number];
