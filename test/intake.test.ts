import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIntake } from '../src/intake.ts';
import { createComputePool } from '../src/pool/computePool.ts';
import { buildTiff } from './support/tiffBuilder.ts';
import type { ComputePool } from '../src/pool/computePool.ts';
import type { Artefacts } from '../src/store/artefacts.ts';
import type { Records, ResourceRecord } from '../src/store/records.ts';

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-intake-'));
  pool = createComputePool(1);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

it('refuses a raster whose reading comes to no end, and the only thread reads the next one', async () => {
  const path = join(folder, 'endless.tif');
  await writeFile(path, buildTiff([{ widthPx: 4, heightPx: 4, kind: 'float32', bands: [Array(16).fill(1)] }]));
  const inserted: string[] = [];
  // Of records and artefacts an upload needs no more.
  const records = {
    insert: async (record: ResourceRecord) => (inserted.push(record.name), record),
  } as unknown as Records;
  const artefacts = { putFile: async () => undefined } as unknown as Artefacts;
  const upload = { path, fileName: 'endless.tif', name: 'endless' };
  // To open a raster takes longer than that.
  const impatient = createIntake({ records, artefacts, pool, rasterRoot: null, limitMs: () => 1 });
  await expect(impatient.raster('owner', upload)).rejects.toMatchObject({
    code: 'raster-unreadable',
    message: expect.stringMatching(/^endless.tif: reading it made no progress for 0 s/),
  });
  expect(inserted).toEqual([]);
  await createIntake({ records, artefacts, pool, rasterRoot: null }).raster('owner', upload);
  expect(inserted).toEqual(['endless']);
});

const writePolygons = async (name: string, geometry: object): Promise<string> => {
  const feature = { type: 'Feature', properties: { unit: 'marsh' }, geometry };
  await writeFile(join(folder, name), JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  return join(folder, name);
};

it('describes polygons, and refuses points', async () => {
  const corners = [
    [100, 50],
    [101, 50],
    [101, 51],
    [100, 50],
  ];
  const records = { insert: async (record: ResourceRecord) => record } as unknown as Records;
  const artefacts = { putFile: async () => undefined } as unknown as Artefacts;
  const intake = createIntake({ records, artefacts, pool, rasterRoot: null });
  const take = (path: string) => intake.polygons('owner', { path, fileName: 'units.geojson', name: 'units' });
  const record = await take(await writePolygons('polygons', { type: 'Polygon', coordinates: [corners] }));
  expect(record).toMatchObject({
    kind: 'polygons',
    files: { 'units.geojson': { mediaType: 'application/geo+json' } },
    description: { features: 1, properties: { unit: { distinct: 1, values: ['marsh'] } } },
  });
  await expect(take(await writePolygons('points', { type: 'Point', coordinates: [100, 50] }))).rejects.toMatchObject({
    code: 'invalid-input',
    message: 'Polygons: feature 1: expected a Polygon or a MultiPolygon, found "Point"',
  });
});

it('refuses a model that was cut short, and keeps nothing of it', async () => {
  const path = join(folder, 'cut.cfm');
  await writeFile(path, 'CRYOFRST\u0002\0\0\0');
  const kept: string[] = [];
  const artefacts = { putFile: async (key: string) => void kept.push(key) } as unknown as Artefacts;
  const intake = createIntake({ records: {} as Records, artefacts, pool, rasterRoot: null });
  await expect(intake.model('owner', { path, fileName: 'cut.cfm', name: 'cut' })).rejects.toMatchObject({
    code: 'model-unreadable',
  });
  expect(kept).toEqual([]);
});
