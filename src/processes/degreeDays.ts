/** Process `degree-days`: how much it thaws and freezes, from the temperatures of stations or of a stack of rasters. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { degreeDaysBands } from '../physics/degreeDaysRule.ts';
import { monthlyCurveNames, monthlyCurves } from '../physics/monthlyCurves.ts';
import { climateRoles } from '../tables/climateColumns.ts';
import { temperatureUnits } from '../tables/climateUnits.ts';
import { kelvinAtZeroC } from '../tables/columnUnits.ts';
import { openTemperatureStack } from './temperatureStack.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { indexNames, readIndices, readSeries } from './climateTables.ts';
import { chunkSizeInput } from './chunkSize.ts';
import { anyJson, rasterLayer } from './commonInputs.ts';
import { derivedMap } from './derivedMap.ts';
import { defineProcess } from './process.ts';
import { readPositions } from './stationPositions.ts';
import { asObjects, hasNumbers, normalTable, yearTable } from './stationYearTable.ts';
import type { StationIndices } from './climateTables.ts';
import type { Derivation } from './derivedMap.ts';
import type { FinishedChunks, Output, PlanContext, ProcessContext } from './process.ts';
import type { StackSource } from './temperatureStack.ts';
import type { RowTable } from './stationYearTable.ts';

const table = z.string().min(1);
const unitInput = z.enum(temperatureUnits);
const rasterSource = z.union([z.string().min(1), rasterLayer]);

const inputs = z.object({
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
      z.array(rasterSource).length(12, 'a list of twelve rasters, one for every month,'),
      z.strictObject({ mean: rasterSource, amplitude: rasterSource }),
    ])
    .nullable()
    .default(null)
    .meta({
      title: 'Stack of rasters',
      description:
        'Instead of tables, monthly mean temperatures on one grid: a raster of twelve bands, a list of twelve rasters, or {"mean": …, "amplitude": …} of the yearly sinusoid. Bands or files whose names say their month are put in order.',
    }),
  bandMonths: z.array(z.int().min(1).max(12)).length(12).nullable().default(null).meta({
    title: 'Months of the bands',
    description:
      'Month of each band of the stack as they stand, 1 to 12, where their names do not say it or say it wrongly.',
  }),
  columns: z
    .record(z.string(), z.string().min(1))
    .default({})
    .meta({
      title: 'Columns',
      description: `Role to column of the series, where its name does not say it: ${climateRoles.join(', ')}.`,
    }),
  units: z.strictObject({ air: unitInput.optional(), surface: unitInput.optional() }).default({}).meta({
    title: 'Units',
    description:
      'Unit of air and surface temperatures, C, K or 0.1C; air is that of a stack too, after its scale and offset. By default as the column’s name or the band says, else the only one that explains the values; refused where two do.',
  }),
  dateOrder: z.enum(['dmy', 'mdy', 'ymd']).nullable().default(null).meta({
    title: 'Order of dates',
    description: 'For dates such as 03/04/2010 that do not show it themselves.',
  }),
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
  chunkSizePx: chunkSizeInput,
  longestGapDays: z.int().min(0).max(31).default(4).meta({
    title: 'Longest gap',
    description:
      'Gaps of at most so many days are bridged by straight lines and counted; a year with a longer one has no indices. The rule of five days is that of WMO-No. 1203 for monthly means.',
  }),
  minimumCompleteness: z.number().min(0).max(1).default(0.95).meta({
    title: 'Completeness',
    description: 'Share of a year’s days that must be measured, 0 to 1; otherwise the year has no indices.',
  }),
});

type Inputs = z.output<typeof inputs>;

const map = derivedMap(async (library, given: Inputs): Promise<Derivation> => {
  // Asked for where a stack was given.
  const { stack, kind, unit: found } = await openTemperatureStack(library, given.stack!, stackOptions(given));
  const { widthPx, heightPx } = stack.grid;
  return {
    stack,
    layers: stack.layers.map(({ file, band }) => ({ kind: 'raster', path: file.path, band })),
    rule: {
      name: 'degreeDays',
      options: {
        layers: kind,
        curve: given.interpolation,
        scale: found.unit === '0.1C' ? 0.1 : 1,
        offsetC: found.unit === 'K' ? -kelvinAtZeroC : 0,
      },
    },
    bands: degreeDaysBands.map(({ name, description, unit: of }) => ({
      name,
      description: `${name}: ${description}`,
      unit: of,
      overview: 'average',
      palette: 'amount',
    })),
    window: { xPx: 0, yPx: 0, widthPx, heightPx },
    chunkSizePx: given.chunkSizePx,
  };
});

export const degreeDaysProcess = defineProcess<typeof inputs, { readonly index: number }>({
  id: 'degree-days',
  version: '1.0.0',
  title: 'Thawing and freezing indices',
  description:
    'Sums degree-days above and below 0 °C by calendar year, for stations or for every cell of rasters, with mean, amplitude of the yearly sinusoid, frost number (air: of air indices, surface: of indices at the ground surface; Nelson & Outcalt 1987) and n-factors, surface over air. A year that is not whole enough has no numbers and says why.',
  modes: ['async'],
  inputs,
  outputs: {
    map: {
      title: 'Map',
      description: `Of a stack: Cloud Optimized GeoTIFF, float32, on its grid, bands ${degreeDaysBands.map(({ name, unit: of }) => (of === '' ? name : `${name} (${of})`)).join(', ')}; NaN where a month has no value.`,
      mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
      resource: 'map',
    },
    preview: {
      title: 'Picture',
      description: 'Of a stack: PNG of the thawing index.',
      mediaType: 'image/png',
      resource: 'map',
    },
    years: {
      title: 'Years',
      description:
        'CSV, a row per station and year: indices in °C·day, means and amplitudes in °C, frost numbers, completeness, interpolated days and the method of each medium, n-factors.',
      mediaType: 'text/csv',
    },
    normals: {
      title: 'Means',
      description:
        'CSV, a row per station: the mean of each number over the years that have it, and how many; with positions where a table of stations was given, ready to be a borehole dataset.',
      mediaType: 'text/csv',
    },
    record: {
      title: 'Years and means as JSON',
      description: 'The rows of both tables as objects, null where there is no number.',
      mediaType: 'application/json',
    },
    summary: {
      title: 'Summary',
      description:
        'How each table was read, with units and what was left out and why; stations and years with numbers.',
      mediaType: 'application/json',
      schema: anyJson,
    },
  },

  async plan(context, given) {
    requireOneSource(given);
    if (given.stack !== null) return map.plan(context, given);
    await context.library.resolve('boreholes', given.series ?? Object.values(given.indices ?? {}).map(tableOf)[0]!);
    return [];
  },

  runChunk: (context, given, chunk) => map.runChunk(context, given, chunk),

  async run(context, given, chunks) {
    if (given.stack !== null) return assembleMap(context, given, given.stack, chunks);
    const found = await readStations(context, given);
    const positions =
      given.stations === null ? null : await readPositions(context, given.stations, given.positionFormat);
    const years = yearTable(found.years);
    const normals = normalTable(found.years, positions?.positions ?? null);
    const record = { years: asObjects(years), normals: asObjects(normals) };
    return {
      years: await writeTable(context, 'years.csv', years),
      normals: await writeTable(context, 'normals.csv', normals),
      record: await writeText(context, 'record.json', `${JSON.stringify(record)}\n`),
      summary: {
        kind: 'value',
        value: {
          stations: new Set(found.years.map(({ station }) => station)).size,
          years: found.years.length,
          yearsWithout: found.years.filter(({ air, surface }) => !hasNumbers(air) && !hasNumbers(surface)).length,
          // Plain data without NaN.
          tables: JSON.parse(JSON.stringify(found.reports)),
          positions: positions?.account ?? null,
        },
      },
    };
  },
});

async function assembleMap(
  context: ProcessContext,
  given: Inputs,
  source: StackSource,
  chunks: FinishedChunks,
): Promise<Readonly<Record<string, Output>>> {
  const { stack, kind, order, unit } = await openTemperatureStack(context.library, source, stackOptions(given));
  const { map: written, preview, bands, counts } = await map.assemble(context, given, chunks, 'degree-days.tif');
  const [cellsImpossible = 0] = counts;
  if (cellsImpossible > 0) {
    context.log('warning', `${cellsImpossible} cells have a value that no temperature can be, and none in the map`);
  }
  return {
    map: written,
    preview,
    summary: {
      kind: 'value',
      value: {
        method: kind === 'sinusoid' ? 'closed form of the sinusoid' : `monthly means, ${given.interpolation}`,
        layers: stack.layers.map(({ file, band }) => ({ raster: file.name, band })),
        order,
        unit: { ...unit },
        cellsImpossible,
        bands: [...bands],
      },
    },
  };
}

function stackOptions({ bandMonths, units }: Inputs) {
  return { bandMonths, unit: units.air ?? null };
}

function requireOneSource({ series, surface, indices, stack }: Inputs): void {
  const named = indices !== null && Object.keys(indices).length > 0;
  const sources = [series !== null, named, stack !== null].filter(Boolean).length;
  if (sources === 1 && (series !== null || surface === null)) return;
  throw new DomainError(
    'invalid-input',
    'Expected one of series (with or without surface), indices with at least one table, or stack',
    { errors: [{ pointer: '/series', detail: 'give series, indices or stack, and one of them only' }] },
  );
}

function tableOf(source: string | { readonly table: string }): string {
  return typeof source === 'string' ? source : source.table;
}

function readStations(context: PlanContext, given: Inputs): Promise<StationIndices> {
  if (given.series === null) return readIndices(context, given.indices ?? {});
  const { series, surface, station, columns, units, dateOrder } = given;
  const { interpolation, longestGapDays, minimumCompleteness } = given;
  const rules = { interpolation, longestGapDays, minimumCompleteness };
  return readSeries(context, { series, surface, station, columns, units, dateOrder, rules });
}

function writeTable(context: ProcessContext, fileName: string, { columns, rows }: RowTable): Promise<Output> {
  return writeText(context, fileName, writeCsv(columns, rows));
}

async function writeText(context: ProcessContext, fileName: string, text: string): Promise<Output> {
  const path = join(context.folder, fileName);
  await writeFile(path, text);
  return { kind: 'file', path, fileName };
}
