/** What process `ground-ice` takes. */
import { z } from 'zod';
import { deepestTableM } from '../../physics/ice/iceNumbers.ts';
import { deepestIceM } from '../../physics/ice/iceRowFaults.ts';
import { alignInput } from '../rasters/alignment.ts';
import { mapChoices } from '../maps/mapChoices.ts';
import { seedInput } from '../inputs/commonInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import { iceRastersInput, tableInput, tooDeep } from './iceContentInputs.ts';
import { cellNumber, raster } from './iceReferences.ts';
import { unitsInput } from './unitInputs.ts';

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
  ...mapChoices,
});

export type GroundIceInputs = z.output<typeof groundIceInputs>;
