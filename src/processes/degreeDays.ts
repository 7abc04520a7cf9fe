/** Process `degree-days`: how much it thaws and freezes, from the temperatures of stations or of a stack of rasters. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { monthlyCurveNames, monthlyCurves } from '../physics/monthlyCurves.ts';
import { climateRoles } from '../tables/climateColumns.ts';
import { temperatureUnits } from '../tables/climateUnits.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { indexNames, readIndices, readSeries } from './climateTables.ts';
import { anyJson } from './commonInputs.ts';
import { defineProcess } from './process.ts';
import { readPositions } from './stationPositions.ts';
import { asObjects, hasNumbers, normalTable, yearTable } from './stationYearTable.ts';
import type { StationIndices } from './climateTables.ts';
import type { Output, PlanContext, ProcessContext } from './process.ts';
import type { RowTable } from './stationYearTable.ts';

const table = z.string().min(1);
const unit = z.enum(temperatureUnits);

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
  columns: z
    .record(z.string(), z.string().min(1))
    .default({})
    .meta({
      title: 'Columns',
      description: `Role to column of the series, where its name does not say it: ${climateRoles.join(', ')}.`,
    }),
  units: z.strictObject({ air: unit.optional(), surface: unit.optional() }).default({}).meta({
    title: 'Units',
    description:
      'Unit of air and surface temperatures: C, K or 0.1C. By default as the column’s name says, else the only one that explains the values; refused where two do.',
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

export const degreeDaysProcess = defineProcess<typeof inputs>({
  id: 'degree-days',
  version: '1.0.0',
  title: 'Thawing and freezing indices',
  description:
    'Sums degree-days above and below 0 °C by calendar year, with mean, amplitude of the yearly sinusoid, frost number (air: of air indices, surface: of indices at the ground surface; Nelson & Outcalt 1987) and n-factors, surface over air. A year that is not whole enough has no numbers and says why.',
  modes: ['async'],
  inputs,
  outputs: {
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
    await context.library.resolve('boreholes', given.series ?? Object.values(given.indices ?? {}).map(tableOf)[0]!);
    return [];
  },

  async run(context, given) {
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

function requireOneSource({ series, surface, indices }: Inputs): void {
  const named = indices !== null && Object.keys(indices).length > 0;
  if ((series !== null) !== named && (series !== null || surface === null)) return;
  throw new DomainError(
    'invalid-input',
    'Expected either series (with or without surface), or indices with at least one table',
    { errors: [{ pointer: '/series', detail: 'give series or indices' }] },
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
