/** A map beside measurements: sampled where they are, in their unit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { compareProcess } from '../../src/processes/compare.ts';
import { deriveProcess } from '../../src/processes/derive.ts';
import { runIn } from './support/runProcess.ts';
import type { Json } from '../../src/core/json.ts';

const seed = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina', 'covariates');
const sites = [
  'name,lat,lon,alt_cm',
  'Svjatoy Nos,72.8735,141.01017,38',
  'Tuymada,62.01331,129.65699,201.3',
  'Chara,56.76038,118.18903,54.2',
  'Chukotka,64.56667,177.2,56.7',
];

let folder: string;
let pool: ReturnType<typeof createComputePool>;
let map: string;
let boreholes: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-compare-'));
  pool = createComputePool(1);
  const layers = { tdd: join(seed, 'tdd.tif') };
  const derived = await runIn(folder, pool, deriveProcess, { formula: '0.02 * sqrt(tdd)', layers, unit: 'm' });
  map = derived.path('derived');
  boreholes = join(folder, 'sites.csv');
  await writeFile(boreholes, `${sites.join('\n')}\n`);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

function compare(inputs: { readonly [name: string]: Json } = {}) {
  return runIn(folder, pool, compareProcess, { raster: map, boreholes, target: 'alt_cm', ...inputs });
}

describe('compare', () => {
  it('scores a map in metres against sites in centimetres, and says which sites lie outside', async () => {
    const ran = await compare();
    const rows = (await ran.text('sites'))
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(','));
    expect(rows.map(([line]) => line)).toEqual(['2', '3', '4']);
    const differences = rows.map((row) => Number(row[6]));
    for (const row of rows)
      expect(Math.abs(Number(row[5]) - Number(row[4]) - Number(row[6]))).toBeLessThan(1e-5 /* cm */);
    const { unit, n, rmse, bias, leftOut } = ran.values['scores'] as unknown as {
      readonly [name: string]: number;
      readonly leftOut: never;
    };
    expect([unit, n]).toEqual(['cm', 3]);
    expect(Math.abs(rmse! - Math.hypot(...differences) / Math.sqrt(3))).toBeLessThan(1e-4 /* cm */);
    expect(Math.abs(bias! - differences.reduce((sum, difference) => sum + difference) / 3)).toBeLessThan(1e-4 /* cm */);
    expect(leftOut).toEqual([
      { line: 5, station: 'Chukotka', reason: expect.stringMatching(/^lies outside the rasters/) },
    ]);
    // By the seed's 1981 °C·day at Tuymada.
    expect(Math.abs(Number(rows[1]![5]) - 81)).toBeLessThan(2 /* cm */);
    expect(await ran.text('errorMap')).toContain('error, cm');
    expect(await ran.text('predictedObservedPlot')).toContain('Observed alt_cm (cm)');
  });

  it('refuses a map whose unit nobody knows, or another quantity', async () => {
    const maat = join(seed, 'tpi.tif');
    await expect(compare({ raster: maat, rasterUnit: '°C' })).rejects.toThrow(
      /rasterUnit: expected the unit of the map.*"°C"/,
    );
  });

  it('refuses sites of which none lies on the map, and says where they are', async () => {
    const outside = join(folder, 'outside.csv');
    await writeFile(outside, `${[sites[0], sites[4]].join('\n')}\n`);
    await expect(compare({ boreholes: outside })).rejects.toThrow(
      /at least one site where the map has a value, found none\. 1 were left out: line 2 lies outside.*The rasters cover/,
    );
  });
});
