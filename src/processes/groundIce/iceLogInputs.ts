/** What process `summarise-ice-logs` takes. */
import { z } from 'zod';
import { iceLogRoles } from '../../tables/iceLogColumns.ts';
import { quantity } from '../inputs/quantity.ts';
import { unitRaster } from './unitInputs.ts';

const mostBounds = 64;

const depth = quantity({ unit: 'm', min: 0, max: 300, reason: 'logs of ice end far above' });

export const iceLogInputs = z.object({
  logs: z.string().min(1).meta({
    title: 'Logs',
    description:
      'Id of a table (POST /boreholes with content "series"), or a file on the command line: a row per interval of core, with hole, top and bottom; water (mass of water ÷ mass of dry soil) with dryDensity, or ice (volume of ice ÷ volume of ground); and if known unfrozen, soil, unit, table (depth of the permafrost table), lat, lon. Columns are found by common names, in English, Chinese, Russian, German or French; units in them, as in dry_density_g_cm3 or "water (%)", are converted. A sample at one depth stands for the interval that it was cut from.',
  }),
  columns: z
    .partialRecord(z.enum(iceLogRoles), z.string().min(1).max(200))
    .default({})
    .meta({
      title: 'Columns',
      description: `Role to column of the logs, where its name does not say it: ${iceLogRoles.join(', ')}.`,
    }),
  columnUnits: z.partialRecord(z.enum(iceLogRoles), z.string().min(1).max(100)).default({}).meta({
    title: 'Units of columns',
    description:
      'Role to unit, such as {"top": "cm", "bottom": "cm", "water": "%", "dryDensity": "g/cm³"}. By default as the column’s name says, else m, shares and kg/m³.',
  }),
  units: z
    .union([z.string().min(1), unitRaster])
    .nullable()
    .default(null)
    .meta({
      title: 'Landform units',
      description:
        'A raster of classes, from which each hole has its unit by its place, as `ground-ice` takes it. By default the column unit of the logs; where there is none, all holes are of one unit.',
    }),
  layers: z
    .union([z.literal('soil'), z.array(depth).min(2).max(mostBounds)])
    .default([0, 2, 5, 10])
    .meta({
      title: 'Layers',
      description:
        'Depths between which ice contents are averaged, in metres, such as [0, 2, 5, 10]; or soil for a layer per soil of each unit: as thick as it is on the mean of all holes of the unit, in the order of mean depths.',
    }),
  datum: z.enum(['ground', 'permafrostTable']).default('ground').meta({
    title: 'Datum',
    description:
      'What the depths of the layers count from. Below the permafrost table each hole needs its depth, by the column table.',
  }),
  settledPorosity: quantity({ unit: '', min: 0, below: 1, reason: 'a share of the settled ground' }).default(0.4).meta({
    title: 'Settled porosity',
    description:
      'Pores that the ground keeps once it has thawed and settled: ice beyond it is excess ice. 0.4, the default, is common among silts and clays; gravel has less and peat more.',
  }),
  missingDensity: z.enum(['leaveOut', 'iceSaturated']).default('leaveOut').meta({
    title: 'Missing dry density',
    description:
      'Whether a water content without a dry density says nothing, or is that of ground whose pores are full of ice, ρ = 1 / (1/2700 + w/917), an upper bound of its ice content.',
  }),
});

export type IceLogInputs = z.output<typeof iceLogInputs>;
