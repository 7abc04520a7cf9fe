/** What the process `degree-days` takes: series, indices or a stack, and how they are read. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { monthlyCurveNames, monthlyCurves } from '../../physics/monthlyCurves.ts';
import { temperatureUnits } from '../../tables/climateUnits.ts';
import { mapChoices } from '../maps/mapChoices.ts';
import { indexNames } from '../stations/climateTables.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { climateColumnsInput, dateOrderInput } from '../inputs/climateColumns.ts';
import { quantity } from '../inputs/quantity.ts';
import { unitInput } from '../inputs/unitInput.ts';

const table = z.string().min(1);
const temperatureUnit = unitInput(temperatureUnits).optional();
const rasterSource = z.union([z.string().min(1), rasterLayer]);

export const degreeDaysInputs = z.object({
  series: table.nullable().default(null).meta({
    title: 'Series',
    description:
      'Id of a dataset (POST /boreholes), or a table file on the command line: daily or monthly temperatures as one row per time, per station and year with a column per month, or per time with a column per station; or one row per station with mean and amplitude.',
  }),
  surface: table.nullable().default(null).meta({
    title: 'Series of the ground surface',
    description:
      'A second such table where the ground surface has its own; columns of months or stations are its temperatures.',
  }),
  indices: z
    .partialRecord(z.enum(indexNames), z.union([table, z.strictObject({ table, variable: z.string().min(1) })]))
    .nullable()
    .default(null)
    .meta({
      title: 'Indices of years',
      description: `Instead of series, tables of indices in °C·day that others have summed, a column per station and a row per year: any of ${indexNames.join(', ')}. Mean, frost number and n-factors follow.`,
    }),
  stack: z
    .union([
      z.string().min(1),
      rasterLayer,
      z.array(rasterSource).length(12, 'a list of twelve rasters, one for every month,'),
      z.strictObject({ mean: rasterSource, amplitude: rasterSource }),
    ])
    .nullable()
    .default(null)
    .meta({
      title: 'Stack of rasters',
      description:
        'Instead of tables, monthly mean temperatures on one grid: a raster of twelve bands; of a NetCDF file of more those of a variable or a year, as {"raster": id, "band": "tas[2019]"}; a list of twelve rasters; or {"mean": …, "amplitude": …} of the yearly sinusoid. Bands or files whose names say their month or date are put in order.',
    }),
  bandMonths: z.array(z.int().min(1).max(12)).length(12).nullable().default(null).meta({
    title: 'Months of the bands',
    description:
      'Month of each band of the stack as they stand, 1 to 12, where their names do not say it or say it wrongly.',
  }),
  columns: climateColumnsInput,
  units: z.strictObject({ air: temperatureUnit, surface: temperatureUnit }).default({}).meta({
    title: 'Units',
    description:
      'Unit of air and surface temperatures, C, K or 0.1C; air is that of a stack too, after its scale and offset. By default as the column’s name or the band says, else the only one that explains the values; refused where two do.',
  }),
  dateOrder: dateOrderInput,
  station: z.string().min(1).max(200).default('station').meta({
    title: 'Station',
    description: 'What to call the station of a table that names none.',
  }),
  stations: table.nullable().default(null).meta({
    title: 'Table of stations',
    description: 'Dataset with names, latitude and longitude, which the means of the stations then have too.',
  }),
  positionFormat: z.enum(['decimal', 'degrees.minutes']).default('decimal').meta({
    title: 'Format of positions',
    description: 'degrees.minutes reads 29.40 in the table of stations as 29°40′, as older yearbooks write it.',
  }),
  interpolation: z
    .enum(monthlyCurveNames)
    .default('spline')
    .meta({
      title: 'Between monthly means',
      description: `What the temperature does between monthly means: ${monthlyCurveNames.map((name) => `${name} (${monthlyCurves[name].description})`).join('; ')}. Daily series need none.`,
    }),
  ...mapChoices,
  yearStartsMonth: z.int().min(1).max(12).default(1).meta({
    title: 'Month that a year begins with',
    description:
      'Of dated series, 1 to 12: by the calendar (1), summers are whole and winters are cut in two; from July (7) or September (9) a freezing index is that of one winter. A year bears the number of the one in which it begins. The twelve months of a stack are one closed year as they are.',
  }),
  longestGapDays: quantity({ unit: 'day', whole: true, min: 0, max: 31 }).default(4).meta({
    title: 'Longest gap',
    description:
      'Gaps of at most so many days are bridged by straight lines and counted; a year with a longer one has no indices. The rule of five days is that of WMO-No. 1203 for monthly means.',
  }),
  minimumCompleteness: quantity({ unit: '', min: 0, max: 1 }).default(0.95).meta({
    title: 'Completeness',
    description: 'Share of a year’s days that must be measured, 0 to 1; otherwise the year has no indices.',
  }),
});

export type DegreeDaysInputs = z.output<typeof degreeDaysInputs>;

/** @throws {DomainError} 'invalid-input' for none or several of them, and for a beginning of years that are not dated */
export function requireOneSource({ series, surface, indices, stack, yearStartsMonth }: DegreeDaysInputs): void {
  if (yearStartsMonth !== 1 && series === null) {
    throw new DomainError(
      'invalid-input',
      `yearStartsMonth ${yearStartsMonth} is for series of dates: indices have the years of their tables, and the twelve months of a stack are one year wherever it begins. Leave it out; for the winter of a longer stack name its twelve bands`,
      { errors: [{ pointer: '/yearStartsMonth', detail: 'only with series' }] },
    );
  }
  const named = indices !== null && Object.keys(indices).length > 0;
  const sources = [series !== null, named, stack !== null].filter(Boolean).length;
  if (sources === 1 && (series !== null || surface === null)) return;
  throw new DomainError(
    'invalid-input',
    'Expected one of series (with or without surface), indices with at least one table, or stack',
    { errors: [{ pointer: '/series', detail: 'give series, indices or stack, and one of them only' }] },
  );
}
