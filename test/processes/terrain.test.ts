import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { terrainProcess } from '../../src/processes/terrain.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { northUp, utmKeys, writeTestCog } from '../raster/support/writeTestCog.ts';
import { bumps } from '../terrain/support.ts';
import { runIn } from './support/runProcess.ts';
import { readBands } from '../support/readBands.ts';
import type { GeoTransform } from '../../src/core/grid.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

/** WGS 84 in degrees. */
const degreeKeys = { ...utmKeys, directory: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] };

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-terrain-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

interface Dem {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly transform?: GeoTransform;
  readonly geoKeys?: typeof utmKeys;
  readonly unit?: string;
}

let written = 0;
async function writeDem(heightAt: (column: number, row: number) => number, dem: Dem = {}): Promise<string> {
  const { widthPx = 40, heightPx = 30, transform = northUp, geoKeys = utmKeys, unit = '' } = dem;
  const path = join(folder, `${written++}.tif`);
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
    heightAt(i % widthPx, Math.floor(i / widthPx)),
  );
  const text = { bands: [{ description: 'elevation', unit }], items: {} };
  await writeTestCog(path, { grid: { widthPx, heightPx, transform }, values }, { geoKeys, text });
  return path;
}

async function terrain(dem: string, parameters: Json, more: Readonly<Record<string, Json>> = {}) {
  const ran = await runIn(folder, pool, terrainProcess, { dem, parameters, ...more });
  const raster = await openRaster(ran.path('terrain'));
  const { bands } = raster.info;
  await raster.close();
  return {
    values: await readBands(ran.path('terrain')),
    bands,
    summary: ran.values['summary']!,
    path: ran.path('terrain'),
  };
}

/** Sums, ranks and extremes over windows: what could depend on where a map is cut. */
const windowed: Json = [
  'slope',
  { parameter: 'tpi', radiusM: 600, innerRadiusM: 200, shape: 'circle' },
  { parameter: 'tpi', radiusPx: 33, gaps: 'skip' },
  { parameter: 'median', radiusPx: 2 },
  { parameter: 'standardDeviation', radiusPx: 7, shape: 'circle' },
  { parameter: 'relativeDeviation', radiusPx: 3 },
];

describe('terrain', () => {
  it('gives the same bytes however the map is cut', async () => {
    const dem = await writeDem((x, y) => (x * y < 90 ? Number.NaN : bumps(x, y)), { widthPx: 530, heightPx: 120 });
    const files = [];
    for (const chunkSizePx of [512, 1024]) {
      files.push(await readFile((await terrain(dem, windowed, { chunkSizePx })).path));
    }
    expect(files[0]!.equals(files[1]!)).toBe(true);
  });

  it('names every band with its unit, and tells how the elevations were taken', async () => {
    const dem = await writeDem(bumps, { unit: 'metre' });
    const { bands, summary } = await terrain(dem, [
      'slope',
      { parameter: 'tpi', radiusM: 95 },
      'twi',
      { parameter: 'twi', flow: 'dInfinity' },
    ]);
    expect(bands.map(({ description, unit }) => [description, unit])).toEqual([
      ['Slope (Horn 1981)', '°'],
      ['Topographic position index, square of radius 95 m', 'm'],
      ['Topographic wetness index (multiple flow, Freeman 1991)', null],
      ['Topographic wetness index (D∞, Tarboton 1997)', null],
    ]);
    expect(summary).toMatchObject({
      bands: [{ band: 'slope', unit: '°' }, { band: 'tpi' }, { band: 'twi' }, { band: 'twi' }],
      notes: ['Elevations were taken as metre, as the file says.'],
    });
  });

  it.each([
    ['the file’s unit', { unit: 'US survey foot' }, {}, 1200 / 3937],
    ['the unit given', { unit: '' }, { elevationUnit: 'cm' }, 0.01],
    ['a unit spelled out', { unit: 'Kilometres' }, {}, 1000],
    ['a unit of another country', { unit: '' }, { elevationUnit: 'yards' }, 0.9144],
    ['the unit given against the file’s', { unit: 'm' }, { elevationUnit: 'dm' }, 0.1],
    ['metres where nothing is said', { unit: '' }, {}, 1],
  ])('takes %s for the elevations', async (_, dem, more, metres) => {
    const path = await writeDem((x) => 3 * x, dem);
    const { values, summary } = await terrain(path, [{ parameter: 'slope', unit: 'percent' }, 'mean'], more);
    expect(values[0]![45]).toBeCloseTo(10 * metres, 4);
    expect(values[1]![45]).toBeCloseTo(15 * metres, 4);
    expect(summary['notes']).toHaveLength(1);
  });

  it('knows the metres of a degree at every latitude', async () => {
    const dem = await writeDem((x, y) => x + y, { transform: [100, 0.01, 0, 60, 0, -0.01], geoKeys: degreeKeys });
    const { values } = await terrain(dem, [
      { parameter: 'slope', unit: 'percent' },
      { parameter: 'mean', radiusM: 700 },
    ]);
    // Degrees of 55 800 and 111 412 m at 60° (Snyder 1987, table 3 by interpolation of 55 801 and 111 412).
    expect(values[0]![41]).toBeCloseTo(100 * Math.hypot(1 / 558.9, 1 / 1114.1), 2);
    // One column on each side, no row.
    expect(values[1]![41]).toBeCloseTo(2, 5);
  });

  it('faces the same way in a file whose rows run from south to north', async () => {
    const down = await terrain(await writeDem((x, y) => bumps(x, y)), [
      'aspect',
      'hillshade',
      'tpi',
      'planCurvature',
      'radiation',
    ]);
    const south = northUp[3] + 30 * northUp[5];
    const southUp = await writeDem((x, y) => bumps(x, 29 - y), { transform: [northUp[0], 30, 0, south, 0, 30] });
    const up = await terrain(southUp, ['aspect', 'hillshade', 'tpi', 'planCurvature', 'radiation']);
    for (const [band, values] of up.values.entries()) {
      const turned = Float32Array.from(values, (_, i) => values[(29 - Math.floor(i / 40)) * 40 + (i % 40)]!);
      const apart = down.values[band]!.map((value, i) => Math.abs(value - turned[i]!));
      expect(Math.max(...apart.filter((difference) => !Number.isNaN(difference)))).toBeLessThan(1e-3);
      expect(apart.filter(Number.isNaN).length).toBeLessThan(150);
    }
  });

  it('keeps voids as voids, with a cell around them, or fills windows from what is there', async () => {
    const dem = await writeDem((x, y) => (x === 10 && y === 10 ? Number.NaN : 100));
    const { values } = await terrain(dem, ['slope', 'mean', { parameter: 'mean', gaps: 'skip' }]);
    const nodata = values.map((band) => band.filter(Number.isNaN).length);
    const edge = 2 * (40 + 28);
    expect(nodata).toEqual([edge + 9, edge + 9, 1]);
  });

  it('has nothing to say of nodata alone or of one cell, and says so', async () => {
    const empty = await terrain(await writeDem(() => Number.NaN), windowed);
    expect(empty.values.every((band) => band.every(Number.isNaN))).toBe(true);
    expect(empty.summary).toMatchObject({ notes: [expect.stringContaining('metres'), 'No cell has a value.'] });
    const one = await terrain(await writeDem(() => 5, { widthPx: 1, heightPx: 1 }), [
      'slope',
      'twi',
      { parameter: 'mean', gaps: 'skip' },
    ]);
    expect(one.values).toEqual([Float32Array.of(Number.NaN), Float32Array.of(Number.NaN), Float32Array.of(5)]);
  });

  it.each([
    [
      'a radius below the cell size',
      [{ parameter: 'tpi', radiusM: 12 }],
      {},
      /A radius of 12 m holds no cell but the middle one: cells are 30 × 30 m/,
    ],
    [
      'a radius over hundreds of cells',
      [{ parameter: 'mean', radiusM: 90_000 }],
      {},
      /reaches over 3000 cells, at most 512/,
    ],
    ['two radii', [{ parameter: 'mean', radiusM: 90, radiusPx: 3 }], {}, /not both/],
    ['a ring without an outside', [{ parameter: 'tpi', radiusPx: 3, innerRadiusPx: 3 }], {}, /must be below radiusPx/],
    ['an unknown name', ['slop'], {}, /slope/],
    ['an unknown option', [{ parameter: 'slope', radiusPx: 3 }], {}, /radiusPx/],
    ['too many bands', ['landform', 'landform', 'landform'], {}, /at most 16 bands/],
    ['no parameters', [], {}, /parameters/],
    ['an unknown unit', ['slope'], { elevationUnit: 'perches' }, /elevationUnit/],
  ])('refuses %s', async (_, parameters, more, message) => {
    const dem = await writeDem(bumps);
    await expect(terrain(dem, parameters as Json, more)).rejects.toThrow(message);
  });

  it('refuses a raster without a CRS', async () => {
    const dem = await writeDem(bumps, { geoKeys: { ...utmKeys, directory: [1, 1, 0, 1, 1025, 0, 1, 1] } });
    await expect(terrain(dem, ['slope'])).rejects.toThrow(/gdal_edit.py -a_srs/);
  });

  it.each(['°C', 'degC', 'percent'])('refuses a raster in %s, which is no elevation', async (unit) => {
    await expect(terrain(await writeDem(bumps, { unit }), ['slope'])).rejects.toThrow(
      /no unit of length known here\. .*elevationUnit/,
    );
  });
});
