import { readSeries } from '../../src/tables/series.ts';
import type { SeriesOptions } from '../../src/tables/series.ts';

/** A series table from a text or from bytes, read with nothing said but these options. */
export function seriesOf(content: string | Uint8Array, options: Partial<SeriesOptions> = {}) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return readSeries(bytes, {
    fileName: 'hole.csv',
    site: 'hole',
    columns: {},
    datasetColumns: {},
    edits: [],
    depths: {},
    layout: null,
    only: {},
    depthM: null,
    depthUnit: null,
    depthSign: null,
    temperatureUnit: null,
    missingValues: [],
    decimalMark: null,
    dateOrder: null,
    utcOffsetHours: null,
    ...options,
  });
}

/** Site → depth → values, as plain data. */
export function valuesOf(content: string | Uint8Array, options: Partial<SeriesOptions> = {}) {
  return Object.fromEntries(
    seriesOf(content, options).sites.map(({ site, sensors }) => [
      site,
      Object.fromEntries(sensors.map(({ depthM, valuesC }) => [depthM, [...valuesC]])),
    ]),
  );
}
