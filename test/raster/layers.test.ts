import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { planCog } from '../../src/raster/cogPlan.ts';
import { parseCrs } from '../../src/raster/crs.ts';
import { createLayerReader } from '../../src/raster/layers.ts';
import { heldChunks } from '../support/heldChunks.ts';

const grid = { widthPx: 3, heightPx: 2, transform: [100, 1, 0, 60, 0, -1] } as const;
const geographic = { directory: [1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, 4326], doubles: null, ascii: null };
const whole = { xPx: 0, yPx: 0, widthPx: 3, heightPx: 2 };

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-layers-'));
  path = join(folder, 'layer.tif');
  const values = Float32Array.of(1, Number.NaN, Infinity, -Infinity, 5, 6);
  await assembleCog({
    grid,
    geoKeys: geographic,
    nodata: -9999,
    chunkSizePx: 512,
    chunks: heldChunks((index) => encodeChunk(planCog(grid, 512), index, [values], { nodata: -9999 })),
    text: { bands: [{ description: '', unit: '' }], items: {} },
    path,
    signal: new AbortController().signal,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('createLayerReader', () => {
  it('gives NaN for nodata and for infinities, and values elsewhere', async () => {
    const reader = createLayerReader(grid, parseCrs('EPSG:4326'));
    const [values] = await reader.read([{ kind: 'raster', path, band: 1 }], whole);
    await reader.close();
    expect([...values!]).toEqual([1, Number.NaN, Number.NaN, Number.NaN, 5, 6]);
  });

  it('gives the position of cell centres, of a window too', async () => {
    const reader = createLayerReader(grid, parseCrs('EPSG:4326'));
    const layers = [
      { kind: 'coordinate', axis: 'longitude' } as const,
      { kind: 'coordinate', axis: 'latitude' } as const,
    ];
    const [lon, lat] = await reader.read(layers, { xPx: 1, yPx: 1, widthPx: 2, heightPx: 1 });
    expect([...lon!]).toEqual([101.5, 102.5]);
    expect([...lat!]).toEqual([58.5, 58.5]);
  });

  it('calls a file that lies under a hash by its name', async () => {
    const reader = createLayerReader(grid, parseCrs('EPSG:4326'));
    const layer = { kind: 'raster', path, name: 'maat.tif', band: 1 } as const;
    await expect(reader.read([layer], { ...whole, xPx: 1 })).rejects.toThrow('maat.tif: ');
    await reader.close();
  });

  it('names the file that is gone', async () => {
    const reader = createLayerReader(grid, parseCrs('EPSG:4326'));
    const read = reader.read([{ kind: 'raster', path: join(folder, 'gone.tif'), band: 1 }], whole);
    await expect(read).rejects.toThrow(
      expect.objectContaining({ code: 'not-found', message: expect.stringContaining('gone.tif') }),
    );
    await reader.close();
  });
});
