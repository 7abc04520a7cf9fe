/** What the files of users say about themselves, read in threads, as the JSON that stands in their records. */
import { toJsonObject } from './core/json.ts';
import { readToEnd } from './readToEnd.ts';
import type { DescribeModelTask } from '../workers/describeModel.ts';
import type { DescribePolygonsTask } from '../workers/describePolygons.ts';
import type { ReadTable, ReadTableTask } from '../workers/readTable.ts';
import type { Json, JsonObject } from './core/json.ts';
import type { ModelDescription } from './forest/modelHeader.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { TableReading } from './processes/library.ts';
import type { FileOfUser } from './readToEnd.ts';
import type { RasterDescription } from './raster/describeRaster.ts';
import type { PolygonDescription } from './tables/polygonFile.ts';

/** Each refuses, by the DomainError of its reader, a file that is not what it should be. */
export interface FileDescriber {
  readonly table: (file: FileOfUser, reading: TableReading) => Promise<JsonObject>;
  readonly raster: (file: FileOfUser) => Promise<JsonObject>;
  readonly polygons: (file: FileOfUser) => Promise<JsonObject>;
  readonly model: (file: FileOfUser) => Promise<JsonObject>;
}

/** @param limitMs how long a raster or table of so many bytes may be read before it is refused */
export function createFileDescriber(pool: ComputePool, limitMs: (bytes: number) => number): FileDescriber {
  const signal = new AbortController().signal;
  return {
    async table({ path, name }, reading) {
      const task: ReadTableTask = { path, name, ...reading, wantsTable: false };
      const { intake } = await readToEnd<ReadTable>(pool, 'table', task, { signal, limitMs });
      // The report is plain data without NaN.
      const report = toJsonObject(intake);
      return { columns: report['columns']!, intake: report, reading: toJsonObject(reading) };
    },
    async raster({ path, name }) {
      return rasterJson(await readToEnd<RasterDescription>(pool, 'raster', { path, name }, { signal, limitMs }));
    },
    async polygons({ path, name }) {
      const task: DescribePolygonsTask = { path, name };
      return toJsonObject(await pool.run<PolygonDescription>('describePolygons', task, signal));
    },
    async model({ path }) {
      const task: DescribeModelTask = { path };
      return toJsonObject(await pool.run<ModelDescription>('describeModel', task, signal));
    },
  };
}

function rasterJson({ info, statistics }: RasterDescription): JsonObject {
  const { bands, transform, crs, ...rest } = info;
  const { geoKeys: _kept, name: _named, widthPx: width, heightPx: height, ...shown } = rest;
  return {
    ...shown,
    width,
    height,
    transform: transform === null ? null : [...transform],
    crs: crs === null ? null : { ...crs, warnings: [...crs.warnings] },
    bands: bands.map((band, i) => ({ ...band, nodata: jsonNumber(band.nodata), ...statistics[i]! })),
  };
}

/** JSON has no NaN: a nodata value of NaN is written as the text GDAL uses. */
function jsonNumber(value: number | null): Json {
  return value !== null && Number.isNaN(value) ? 'nan' : value;
}
