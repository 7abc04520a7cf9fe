import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../src/pool/computePool.ts';
import { isHdf5, readToEnd } from '../src/readToEnd.ts';
import { buildNetcdf4 } from './raster/netcdfBuilder.ts';
import { buildTiff } from './support/tiffBuilder.ts';
import type { ComputePool } from '../src/pool/computePool.ts';
import type { RasterDescription } from '../src/raster/describeRaster.ts';

let folder: string;
let pool: ComputePool;
let tiff: { readonly path: string; readonly name: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-reading-'));
  pool = createComputePool(1);
  tiff = { path: join(folder, 'one.tif'), name: 'one.tif' };
  await writeFile(tiff.path, buildTiff([{ widthPx: 4, heightPx: 4, kind: 'float32', bands: [Array(16).fill(1)] }]));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const never = new AbortController().signal;

describe('readToEnd', () => {
  it('refuses what makes no step in time, is cancelled by the signal, and reads on in the same thread', async () => {
    // To open a raster takes longer than that.
    await expect(
      readToEnd<RasterDescription>(pool, 'raster', tiff, { signal: never, limitMs: () => 1 }),
    ).rejects.toMatchObject({
      code: 'raster-unreadable',
      message: expect.stringMatching(/^one.tif: reading it made no progress for 0 s/),
    });
    const controller = new AbortController();
    const reading = readToEnd<RasterDescription>(pool, 'raster', tiff, {
      signal: controller.signal,
      limitMs: () => 60_000,
    });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    const { info } = await readToEnd<RasterDescription>(pool, 'raster', tiff, { signal: never, limitMs: () => 60_000 });
    expect(info.widthPx).toBe(4);
  });
});

it('refuses a table as one', async () => {
  const path = join(folder, 'sites.csv');
  const rows = Array.from({ length: 20_000 }, (_, i) => `S${i},60.${i},120.${i},-1.5`);
  await writeFile(path, `site,lat,lon,magt\n${rows.join('\n')}\n`);
  const task = { path, name: 'sites.csv', columns: {}, units: {}, wantsTable: false };
  await expect(readToEnd(pool, 'table', task, { signal: never, limitMs: () => 1 })).rejects.toMatchObject({
    code: 'table-unreadable',
    message: expect.stringMatching(/^sites.csv: reading it .* save it again as CSV$/),
  });
});

describe('isHdf5', () => {
  it('knows a NetCDF-4 file from a TIFF, from text and from nothing', async () => {
    const netcdf = join(folder, 'a.nc');
    const lat = { name: 'lat', type: 'float', dimensions: ['lat'], values: [1, 2] } as const;
    await writeFile(netcdf, await buildNetcdf4(folder, { dimensions: { lat: 2 }, variables: [lat] }));
    const empty = join(folder, 'empty');
    await writeFile(empty, '');
    expect(await isHdf5(netcdf)).toBe(true);
    expect(await Promise.all([tiff.path, empty].map(isHdf5))).toEqual([false, false]);
  });
});
