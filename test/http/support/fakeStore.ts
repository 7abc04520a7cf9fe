/** Records in memory, and artefacts as plain files of a test's own folder. */
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '../../../src/core/errors.ts';
import type { Json } from '../../../src/core/json.ts';
import type { Intake, Upload } from '../../../src/http/services.ts';
import type { Artefacts } from '../../../src/store/artefacts.ts';
import type { Records, ResourceKind, ResourceRecord } from '../../../src/store/records.ts';

export function createFakeArtefacts(folder: string): Artefacts {
  const place = async (key: string): Promise<string> => {
    const path = join(folder, 'artefacts', key);
    await mkdir(dirname(path), { recursive: true });
    return path;
  };
  return {
    putFile: async (key, path) => copyFile(path, await place(key)),
    async putBytes(key, bytes) {
      // A reader may hold the same bytes open: never a moment with half of them.
      const half = await place(`${key}.${randomUUID()}`);
      await writeFile(half, bytes);
      await rename(half, await place(key));
    },
    read: async (key) => readFile(await place(key)),
    reader: () => ({
      read: async (key) => readFile(await place(key)),
      async readPart(key, offset, into) {
        into.set((await readFile(await place(key))).subarray(offset, offset + into.length));
      },
    }),
    localPath: place,
    delete: async (key) => rm(await place(key)),
    deleteAll: async (prefix) => rm(await place(prefix), { recursive: true }),
  };
}

export function createFakeRecords(): Records {
  const rows = new Map<string, ResourceRecord>();
  const find = (kind: ResourceKind, owner: string, id: string): ResourceRecord => {
    const row = rows.get(id);
    if (row?.kind !== kind || row.owner !== owner) throw new DomainError('not-found', `There is no ${kind} ${id}`);
    return row;
  };
  return {
    async insert(record) {
      const row = { ...record, created: new Date(Date.UTC(2026, 0, 1)) };
      rows.set(row.id, row);
      return row;
    },
    get: async (kind, owner, id) => find(kind, owner, id),
    findByHash: () => Promise.reject(new Error('the edge looks nothing up by hash')),
    async list(kind, owner, { limit, after }) {
      const all = [...rows.values()].filter((row) => row.kind === kind && row.owner === owner);
      const start = after === undefined ? 0 : Number(after);
      const end = start + limit;
      return { records: all.slice(start, end), next: end < all.length ? String(end) : null };
    },
    async remove(kind, owner, id) {
      const row = find(kind, owner, id);
      rows.delete(id);
      return row;
    },
  };
}

export interface FakeIntake extends Intake {
  /** Temporary paths of all uploads that came through. */
  readonly seen: readonly string[];
}

/** Takes everything that is not empty and does not begin with the word "bad". */
export function createFakeIntake(records: Records, artefacts: Artefacts): FakeIntake {
  const seen: string[] = [];
  const take = async (
    kind: ResourceKind,
    owner: string,
    upload: Upload,
    fileName: string,
    mediaType: string,
    description: { readonly [key: string]: Json },
  ): Promise<ResourceRecord> => {
    seen.push(upload.path);
    const bytes = await readFile(upload.path);
    if (bytes.length === 0 || bytes.toString('latin1').startsWith('bad')) {
      throw new DomainError('table-unreadable', `${upload.fileName} cannot be read: it is empty or bad`);
    }
    const file = await storeBytes(artefacts, bytes, mediaType);
    const id = randomUUID();
    const { name } = upload;
    return records.insert({ id, kind, owner, name, files: { [fileName]: file }, description, jobId: null });
  };
  return {
    seen,
    boreholes: (owner, upload, reading) =>
      take('boreholes', owner, upload, upload.fileName, 'text/csv', {
        ...reading,
        columns: { ...reading.columns },
        units: { ...reading.units },
        intake: { rowsRead: 3, rowsRejected: 0 },
      }),
    async editBoreholes(owner, id, edits) {
      const { name, files, description } = await records.get('boreholes', owner, id);
      const edited = { ...description, reading: { edits: edits.map((edit) => ({ ...edit })) } };
      return records.insert({
        id: randomUUID(),
        kind: 'boreholes',
        owner,
        name,
        files,
        description: edited,
        jobId: null,
      });
    },
    raster: (owner, upload) =>
      take('raster', owner, upload, upload.fileName, 'image/tiff', { crs: 'EPSG:32652', width: 4, height: 3 }),
    async registerFolder(owner, folder) {
      if (folder.includes('..')) throw new DomainError('path-refused', `${folder} leaves the raster root`);
      const file = {
        key: null,
        path: join(folder, 'tdd.tif'),
        mediaType: 'image/tiff',
        bytes: 1,
        sha256: '0'.repeat(64),
      };
      const id = randomUUID();
      const description = { crs: 'EPSG:4326' };
      return [
        await records.insert({
          id,
          kind: 'raster',
          owner,
          name: 'tdd',
          files: { 'tdd.tif': file },
          description,
          jobId: null,
        }),
      ];
    },
    polygons: (owner, upload) =>
      take('polygons', owner, upload, upload.fileName, 'application/geo+json', {
        features: 2,
        bbox: [100, 50, 101, 51],
      }),
    model: (owner, upload) => take('model', owner, upload, 'model.cfm', 'application/octet-stream', { trees: 10 }),
    async discard(kind, owner, id) {
      await records.remove(kind, owner, id);
    },
  };
}

/** Puts bytes under a key of their hash. */
export async function storeBytes(artefacts: Artefacts, bytes: Uint8Array, mediaType: string) {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `objects/${sha256}`;
  await artefacts.putBytes(key, bytes);
  const { size } = await stat(await artefacts.localPath(key));
  return { key, path: null, mediaType, bytes: size, sha256 };
}
