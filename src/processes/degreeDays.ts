/** Process `degree-days`: how much it thaws and freezes, from the temperatures of stations or of a stack of rasters. */
import { toJson } from '../core/json.ts';
import { degreeDaysBands } from '../physics/degreeDaysRule.ts';
import { kelvinAtZeroC } from '../tables/columnUnits.ts';
import { openTemperatureStack } from './degreeDays/temperatureStack.ts';
import { writeCsv } from '../tables/writeCsv.ts';
import { readIndices, readSeries } from './stations/climateTables.ts';
import { anyJson } from './inputs/commonInputs.ts';
import { degreeDaysInputs, requireOneSource } from './degreeDays/degreeDaysInputs.ts';
import { cogMediaType, derivedMap } from './maps/derivedMap.ts';
import { defineProcess } from './process.ts';
import { readPositions } from './stations/stationPositions.ts';
import { asObjects, hasNumbers, normalTable, yearTable } from './stations/stationYearTable.ts';
import { describeYear } from './stations/yearSpan.ts';
import { writeOutput } from './writeOutput.ts';
import type { StationIndices } from './stations/climateTables.ts';
import type { DegreeDaysInputs } from './degreeDays/degreeDaysInputs.ts';
import type { Derivation } from './maps/derivedMap.ts';
import type { FinishedChunks, Output, PlanContext, ProcessContext } from './process.ts';
import type { StackSource } from './degreeDays/temperatureStack.ts';
import type { RowTable } from './stations/stationYearTable.ts';

const map = derivedMap(async (library, given: DegreeDaysInputs): Promise<Derivation> => {
  // Asked for where a stack was given.
  const { stack, kind, unit: found } = await openTemperatureStack(library, given.stack!, stackOptions(given));
  const { widthPx, heightPx } = stack.grid;
  return {
    stack,
    layers: stack.layers.map(({ onGrid }) => onGrid),
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
  };
});

export const degreeDaysProcess = defineProcess<typeof degreeDaysInputs, { readonly index: number }>({
  id: 'degree-days',
  version: '1.0.0',
  title: 'Thawing and freezing indices',
  description:
    'Sums degree-days above and below 0 °C by year, for stations or for every cell of rasters, with mean, amplitude of the yearly sinusoid, frost number (air: of air indices, surface: of indices at the ground surface; Nelson & Outcalt 1987) and n-factors, surface over air. A year that is not whole enough has no numbers and says why.',
  modes: ['async'],
  inputs: degreeDaysInputs,
  outputs: {
    map: {
      title: 'Map',
      description: `Of a stack: Cloud Optimized GeoTIFF, float32, on its grid, bands ${degreeDaysBands.map(({ name, unit: of }) => (of === '' ? name : `${name} (${of})`)).join(', ')}; NaN where a month has no value.`,
      mediaType: cogMediaType,
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
        'CSV, a row per station and year (from and to, where it is none of the calendar): indices in °C·day, means and amplitudes in °C, frost numbers, completeness, interpolated days and the method of each medium, n-factors.',
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
    const years = yearTable(found.years, given.yearStartsMonth);
    const normals = normalTable(found.years, positions?.positions ?? null);
    const record = { years: asObjects(years), normals: asObjects(normals) };
    return {
      years: await writeTable(context, 'years.csv', years),
      normals: await writeTable(context, 'normals.csv', normals),
      record: await writeOutput(context.folder, 'record.json', `${JSON.stringify(record)}\n`),
      summary: {
        kind: 'value',
        value: {
          year: given.series === null ? 'as the tables of indices have it' : describeYear(given.yearStartsMonth),
          stations: new Set(found.years.map(({ station }) => station)).size,
          years: found.years.length,
          yearsWithout: found.years.filter(({ air, surface }) => !hasNumbers(air) && !hasNumbers(surface)).length,
          // Plain data without NaN.
          tables: toJson(found.reports),
          positions: positions?.account ?? null,
        },
      },
    };
  },
});

async function assembleMap(
  context: ProcessContext,
  given: DegreeDaysInputs,
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
        year: 'twelve months as one closed year, wherever it begins',
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

function stackOptions({ bandMonths, units }: DegreeDaysInputs) {
  return { bandMonths, unit: units.air ?? null };
}

function tableOf(source: string | { readonly table: string }): string {
  return typeof source === 'string' ? source : source.table;
}

function readStations(context: PlanContext, given: DegreeDaysInputs): Promise<StationIndices> {
  if (given.series === null) return readIndices(context, given.indices ?? {});
  const { series, surface, station, columns, units, dateOrder } = given;
  const { interpolation, longestGapDays, minimumCompleteness, yearStartsMonth } = given;
  const rules = { interpolation, longestGapDays, minimumCompleteness, yearStartsMonth };
  return readSeries(context, { series, surface, station, columns, units, dateOrder, rules });
}

function writeTable(context: ProcessContext, fileName: string, { columns, rows }: RowTable): Promise<Output> {
  return writeOutput(context.folder, fileName, writeCsv(columns, rows));
}
