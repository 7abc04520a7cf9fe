/** What process `ground-ice` takes. */
import { z } from 'zod';
import { iceColumns } from '../../core/iceRow.ts';
import { deepestTableM } from '../../physics/ice/iceNumbers.ts';
import { deepestIceM } from '../../physics/ice/iceLayers.ts';
import { alignInput } from '../rasters/alignment.ts';
import { outOfBounds } from '../rasters/cellParameter.ts';
import { chunkSizeInput } from '../maps/chunkSize.ts';
import { rasterLayer, seedInput } from '../inputs/commonInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import type { IceColumnName } from '../../core/iceRow.ts';
import type { ParameterRule } from '../rasters/cellParameter.ts';

/** A file, but no number with or without a unit, such as "80 cm". */
const reference = z
  .string()
  .min(1)
  .refine((text) => !/^[-+]?\d*\.?\d+\s*[^\d./\\-]*$/.test(text), 'expected a raster or a table, not a number')
  .refine((text) => !/^[[{]/.test(text), 'expected a raster or a table, not JSON');

const raster = z.union([reference, rasterLayer]);

/** One number for all cells, or a raster of it. */
function cellNumber(rule: ParameterRule) {
  const { unit, minimum: min, maximum: max } = rule;
  return z.union([quantity({ unit, min, max, outOfBounds: (value) => outOfBounds(rule, value) }), raster]);
}

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

const tableInput = z
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

const tooDeep = 'hardly any ice was measured deeper; is it in centimetres?';
const layerDepth = quantity({ unit: 'm', min: 0, max: deepestIceM, reason: tooDeep });

const iceRastersInput = z
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

const polygonUnits = z.strictObject({
  polygons: z
    .union([reference, z.looseObject({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })])
    .meta({
      description:
        'A GeoJSON FeatureCollection of polygons in WGS 84: the id of an upload (POST /polygons), a file on the command line, or in the request; at most 10,000 features and 500,000 positions.',
    }),
  property: z
    .string()
    .min(1)
    .max(200)
    .default('unit')
    .meta({ description: 'Property of the features that names the unit.' }),
  overlaps: z.enum(['refuse', 'first']).default('refuse').meta({
    description:
      'Whether cells that lie in polygons of different units are refused, or belong to the first of them in the file and are counted.',
  }),
});

const unitsInput = z
  .union([
    reference,
    rasterLayer.extend({
      names: z
        .record(z.string().regex(/^\d{1,4}$/, 'a code is a whole number'), z.string().min(1).max(1000))
        .nullable()
        .default(null)
        .meta({ description: 'Unit by code; by default the names that the raster has for its numbers.' }),
    }),
    polygonUnits,
  ])
  .nullable()
  .default(null)
  .meta({
    title: 'Landform units',
    description:
      'A raster of classes (codes 0 to 1023), by its own names for them or {"raster": id, "names": {"1": "lacustrine-marsh"}}; or {"polygons": GeoJSON, "property": "unit"}, of which a cell belongs to the one that holds its centre. Without units the table has one, which is everywhere.',
  });

const refuseOrLeaveOut = z.enum(['refuse', 'leaveOut']).default('refuse');

export const groundIceInputs = z.object({
  table: tableInput,
  iceRasters: iceRastersInput,
  units: unitsInput,
  permafrostTable: cellNumber({
    title: 'Permafrost table',
    unit: 'm',
    minimum: 0,
    maximum: deepestTableM,
    reason: 'no active layer is thicker',
    mistaken: [{ unit: 'cm', factor: 0.01 }],
  }).meta({
    title: 'Permafrost table',
    description: 'Its depth below the ground, m: a number, or a raster such as the active-layer thickness.',
  }),
  permafrostTableSd: cellNumber({
    title: 'Standard deviation of the permafrost table',
    unit: 'm',
    minimum: 0,
    maximum: deepestTableM,
    reason: 'no active layer is thicker',
  })
    .default(0)
    .meta({
      title: 'Spread of the permafrost table',
      description:
        'Standard deviation of its depth, m: a number, or a raster. It is taken as off the same way everywhere.',
    }),
  magst: raster.nullable().default(null).meta({
    title: 'Ground surface temperature',
    description:
      'Raster of the mean annual temperature, °C: cells above 0 °C have no permafrost and no ice. Without it every cell with a permafrost table has permafrost.',
  }),
  permafrostFraction: cellNumber({
    title: 'Share of permafrost',
    unit: '',
    minimum: 0,
    maximum: 1,
    reason: 'a share of the cell',
    mistaken: [{ unit: '%', factor: 0.01 }],
  })
    .default(1)
    .meta({
      title: 'Share of permafrost',
      description: 'Share of each cell that has permafrost, 0 to 1, such as its probability: a number, or a raster.',
    }),
  permafrostBase: cellNumber({
    title: 'Permafrost base',
    unit: 'm',
    minimum: 0,
    maximum: 1700,
    reason: 'nowhere on Earth is permafrost thicker',
  })
    .nullable()
    .default(null)
    .meta({
      title: 'Permafrost base',
      description: 'Its depth below the ground, m: a number, or a raster. Below the depth by default.',
    }),
  depthM: quantity({ unit: 'm', above: 0, max: deepestIceM, reason: tooDeep }).default(10).meta({
    title: 'Depth',
    description: 'Lower end of the ice that counts, m below the ground.',
  }),
  areaRelativeSd: quantity({ unit: '', min: 0, max: 1 }).default(0).meta({
    title: 'Spread of the areas',
    description: 'Relative standard deviation of the permafrost areas, such as 0.05; off the same way everywhere.',
  }),
  additionalThawM: quantity({
    unit: 'm',
    above: 0,
    max: deepestTableM,
    reason: 'no permafrost table gets that deep; is it in centimetres?',
  })
    .nullable()
    .default(null)
    .meta({
      title: 'Additional thaw',
      description:
        'How much deeper the permafrost table gets, m: adds bands and totals of excess ice and of the settlement by it. Needs thawedDryDensityKgM3 or settledPorosity in every row.',
    }),
  additionalThawSdM: quantity({
    unit: 'm',
    min: 0,
    max: deepestTableM,
    reason: 'no permafrost table gets that deep; is it in centimetres?',
  })
    .default(0)
    .meta({
      title: 'Spread of the additional thaw',
      description: 'Its standard deviation, m; off the same way everywhere.',
    }),
  gaps: refuseOrLeaveOut.meta({
    title: 'Gaps between layers',
    description: 'Whether a table with a gap between two layers is refused, or the ground in it counts as without ice.',
  }),
  unknownUnits: refuseOrLeaveOut.meta({
    title: 'Units without ice content',
    description: 'Whether a unit on the map that the table lacks is refused, or its cells have no value.',
  }),
  monteCarlo: z
    .strictObject({
      draws: quantity({
        unit: '',
        whole: true,
        min: 100,
        max: 100_000,
        reason: 'fewer say nothing of the tails, and more nothing else',
      }).default(10_000),
      correlation: quantity({ unit: '', min: 0, max: 1 }).default(1).meta({
        description:
          'Correlation between the ice contents of different units and layers: 1, the default, where all are off the same way, as those of one laboratory and one rule are; 0 where they are independent.',
      }),
    })
    .nullable()
    .default(null)
    .meta({
      title: 'Monte Carlo',
      description:
        'Draws of ice contents, dry densities, permafrost table and areas from their spreads: quantiles of every total.',
    }),
  seed: seedInput,
  align: alignInput,
  chunkSizePx: chunkSizeInput,
});

export type GroundIceInputs = z.output<typeof groundIceInputs>;
