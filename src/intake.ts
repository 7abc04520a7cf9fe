/** Uploads become resources: checked by the part that will use them, stored, and only then recorded. */
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, extname, relative } from 'node:path';
import { createFileDescriber } from './describeFiles.ts';
import { hashFile } from './store/hashFile.ts';
import { listRasters } from './rasterFolder.ts';
import { readingLimitMs } from './readToEnd.ts';
import { readingOf } from './serviceLibrary.ts';
import type { FileOfUser } from './readToEnd.ts';
import type { Intake, Upload } from './http/services.ts';
import type { ComputePool } from './pool/computePool.ts';
import type { Artefacts } from './store/artefacts.ts';
import type { Records, ResourceRecord } from './store/records.ts';

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

export function createIntake(dependencies: IntakeDependencies): Intake {
  const { records, artefacts, pool, rasterRoot, limitMs = readingLimitMs } = dependencies;
  const describe = createFileDescriber(pool, limitMs);

  const keep = async (about: ResourceOfUpload, upload: Upload, put?: PutUpload): Promise<ResourceRecord> =>
    keepUpload(dependencies, about, upload, put ?? ((key) => artefacts.putFile(key, upload.path)));

  return {
    async boreholes(owner, upload, reading) {
      return keep({ kind: 'boreholes', owner, description: await describe.table(fileOf(upload), reading) }, upload);
    },
    async editBoreholes(owner, id, edits) {
      const record = await records.get('boreholes', owner, id);
      const [fileName, file] = Object.entries(record.files)[0]!;
      const reading = { ...readingOf(record), edits };
      const upload = { path: await artefacts.localPath(file.key!), fileName, name: record.name };
      const description = { ...(await describe.table(fileOf(upload), reading)), editedFrom: id };
      // A copy, as the old dataset keeps its own.
      const copyTo = async (key: string): Promise<void> => artefacts.putBytes(key, await artefacts.read(file.key!));
      return keep({ kind: 'boreholes', owner, description }, upload, copyTo);
    },
    async raster(owner, upload) {
      return keep({ kind: 'raster', owner, description: await describe.raster(fileOf(upload)) }, upload);
    },
    async polygons(owner, upload) {
      return keep({ kind: 'polygons', owner, description: await describe.polygons(fileOf(upload)) }, upload);
    },
    async model(owner, upload) {
      return keep({ kind: 'model', owner, description: await describe.model(fileOf(upload)) }, upload);
    },
    async registerFolder(owner, folder) {
      // All are described before the first is recorded: a folder with one bad raster registers none.
      const described: NewRecord[] = [];
      for (const path of await listRasters(rasterRoot, folder)) {
        const description = await describe.raster({ path, name: basename(path) });
        const registeredFrom = relative(rasterRoot ?? '', path);
        described.push(await recordInPlace(owner, path, { ...description, registeredFrom }));
      }
      return Promise.all(described.map((record) => records.insert(record)));
    },
    async discard(kind, owner, id) {
      const record = await records.remove(kind, owner, id);
      for (const { key } of Object.values(record.files)) if (key !== null) await artefacts.delete(key);
    },
  };
}

type ResourceOfUpload = Pick<NewRecord, 'kind' | 'owner' | 'description'>;
type PutUpload = (key: string) => Promise<void>;

/** Stores the file, then its record; the file goes again where there can be no record. */
async function keepUpload(
  { records, artefacts }: Pick<IntakeDependencies, 'records' | 'artefacts'>,
  about: ResourceOfUpload,
  { path, fileName, name }: Upload,
  put: PutUpload,
): Promise<ResourceRecord> {
  const id = randomUUID();
  const { sha256, bytes } = await hashFile(path);
  const key = `uploads/${id}/${sha256.slice(0, 16)}`;
  await put(key);
  const file = { key, path: null, mediaType: mediaTypeOf(fileName), bytes, sha256 };
  try {
    return await records.insert({ id, name, files: { [fileName]: file }, jobId: null, ...about });
  } catch (error) {
    await artefacts.delete(key);
    throw error;
  }
}

/** Of a raster that stays where it is. */
async function recordInPlace(
  owner: string,
  path: string,
  description: ResourceRecord['description'],
): Promise<NewRecord> {
  const fileName = basename(path);
  const file = { key: null, path, mediaType: mediaTypeOf(fileName), ...(await hashFile(path)) };
  return {
    id: randomUUID(),
    kind: 'raster',
    owner,
    name: basename(fileName, extname(fileName)),
    files: { [fileName]: file },
    description: { ...description, modifiedMs: (await stat(path)).mtimeMs },
    jobId: null,
  };
}

function fileOf({ path, fileName }: Upload): FileOfUser {
  return { path, name: fileName };
}

function mediaTypeOf(fileName: string): string {
  return mediaTypes[extname(fileName).toLowerCase()] ?? 'application/octet-stream';
}
