/** Uploads become resources: checked by the part that will use them, stored, and only then recorded. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, relative } from 'node:path';
import { toJsonObject } from './core/json.ts';
import { decodeModel } from './forest/modelFile.ts';
import { hashFile } from './store/hashFile.ts';
import { listRasters } from './rasterFolder.ts';
import { readingLimitMs, readToEnd } from './readToEnd.ts';
import { readingOf } from './serviceLibrary.ts';
import type { ReadTable, ReadTableTask } from '../workers/readTable.ts';
import type { DescribePolygonsTask } from '../workers/describePolygons.ts';
import type { Json } from './core/json.ts';
import type { Intake, Upload } from './http/services.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { TableReading } from './processes/library.ts';
import type { BandStatistics, RasterDescription } from './raster/describeRaster.ts';
import type { Artefacts } from './store/artefacts.ts';
import type { PolygonDescription } from './tables/polygonFile.ts';
import type { Records, ResourceKind, ResourceRecord } from './store/records.ts';

export interface IntakeDependencies {
  readonly records: Records;
  readonly artefacts: Artefacts;
  readonly pool: ComputePool;
  /** Folder below which rasters may be registered in place; null where none was configured. */
  readonly rasterRoot: string | null;
  /** How long a raster or table of so many bytes may be read before it is refused; `readingLimitMs` but in tests. */
  readonly limitMs?: (bytes: number) => number;
}

type NewRecord = Omit<ResourceRecord, 'created'>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.geojson': 'application/geo+json',
  '.json': 'application/geo+json',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.tif': 'image/tiff; application=geotiff',
  '.tiff': 'image/tiff; application=geotiff',
  '.cfm': 'application/vnd.cryoforest.model',
};

export function createIntake({
  records,
  artefacts,
  pool,
  rasterRoot,
  limitMs = readingLimitMs,
}: IntakeDependencies): Intake {
  const never = new AbortController().signal;

  const keep = async (
    kind: ResourceKind,
    owner: string,
    upload: Upload,
    description: ResourceRecord['description'],
    put = (key: string): Promise<void> => artefacts.putFile(key, upload.path),
  ): Promise<ResourceRecord> => {
    const id = randomUUID();
    const { sha256, bytes } = await hashFile(upload.path);
    const key = `uploads/${id}/${sha256.slice(0, 16)}`;
    await put(key);
    const file = { key, path: null, mediaType: mediaTypeOf(upload.fileName), bytes, sha256 };
    try {
      return await records.insert({
        id,
        kind,
        owner,
        name: upload.name,
        files: { [upload.fileName]: file },
        description,
        jobId: null,
      });
    } catch (error) {
      await artefacts.delete(key);
      throw error;
    }
  };

  const describe = async (path: string, name: string): Promise<{ readonly [key: string]: Json }> =>
    describeForRecord(await readToEnd<RasterDescription>(pool, 'raster', { path, name }, { signal: never, limitMs }));

  const describeInPlace = async (owner: string, path: string): Promise<NewRecord> => {
    const name = basename(path);
    const description = await describe(path, name);
    const file = { key: null, path, mediaType: mediaTypeOf(name), ...(await hashFile(path)) };
    return {
      id: randomUUID(),
      kind: 'raster',
      owner,
      name: basename(name, extname(name)),
      files: { [name]: file },
      description: {
        ...description,
        registeredFrom: relative(rasterRoot ?? '', path),
        modifiedMs: (await stat(path)).mtimeMs,
      },
      jobId: null,
    };
  };

  const readTable = async (
    path: string,
    name: string,
    reading: TableReading,
  ): Promise<ResourceRecord['description']> => {
    const task: ReadTableTask = { path, name, ...reading, wantsTable: false };
    const { intake } = await readToEnd<ReadTable>(pool, 'table', task, { signal: never, limitMs });
    // The report is plain data without NaN.
    const report = toJsonObject(intake);
    return { columns: report['columns']!, intake: report, reading: toJsonObject(reading) };
  };

  return {
    async boreholes(owner, upload, reading) {
      return keep('boreholes', owner, upload, await readTable(upload.path, upload.fileName, reading));
    },
    async editBoreholes(owner, id, edits) {
      const record = await records.get('boreholes', owner, id);
      const [fileName, file] = Object.entries(record.files)[0]!;
      const reading = { ...readingOf(record), edits };
      const upload = { path: await artefacts.localPath(file.key!), fileName, name: record.name };
      const description = { ...(await readTable(upload.path, fileName, reading)), editedFrom: id };
      // A copy, as the old dataset keeps its own.
      const copyTo = async (key: string): Promise<void> => artefacts.putBytes(key, await artefacts.read(file.key!));
      return keep('boreholes', owner, upload, description, copyTo);
    },
    async raster(owner, upload) {
      return keep('raster', owner, upload, await describe(upload.path, upload.fileName));
    },
    async polygons(owner, upload) {
      const task: DescribePolygonsTask = { path: upload.path, name: upload.fileName };
      const description = await pool.run<PolygonDescription>('describePolygons', task, never);
      return keep('polygons', owner, upload, toJsonObject(description));
    },
    async registerFolder(owner, folder) {
      // All are described before the first is recorded: a folder with one bad raster registers none.
      const described: NewRecord[] = [];
      for (const path of await listRasters(rasterRoot, folder)) described.push(await describeInPlace(owner, path));
      return Promise.all(described.map((record) => records.insert(record)));
    },
    async model(owner, upload) {
      const bytes = await readFile(upload.path);
      const { description } = decodeModel(bytes, (data) => createHash('sha256').update(data).digest());
      return keep('model', owner, upload, toJsonObject(description));
    },
    async discard(kind, owner, id) {
      const record = await records.remove(kind, owner, id);
      for (const { key } of Object.values(record.files)) if (key !== null) await artefacts.delete(key);
    },
  };
}

function mediaTypeOf(fileName: string): string {
  return mediaTypes[extname(fileName).toLowerCase()] ?? 'application/octet-stream';
}

function describeForRecord({ info, statistics }: RasterDescription): { readonly [key: string]: Json } {
  const { bands, transform, crs, ...rest } = info;
  const described = bands.map((band, i) => ({
    ...band,
    nodata: jsonNumber(band.nodata),
    ...jsonStatistics(statistics[i]!),
  }));
  const { geoKeys: _kept, name: _named, widthPx: width, heightPx: height, ...shown } = rest;
  return {
    ...shown,
    width,
    height,
    transform: transform === null ? null : [...transform],
    crs: crs === null ? null : { ...crs, warnings: [...crs.warnings] },
    bands: described,
  };
}

/** JSON has no NaN: a nodata value of NaN is written as the text GDAL uses. */
function jsonNumber(value: number | null): Json {
  return value !== null && Number.isNaN(value) ? 'nan' : value;
}

function jsonStatistics(statistics: BandStatistics): { readonly [key: string]: Json } {
  return { ...statistics };
}
