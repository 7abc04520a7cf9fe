/** Stations in one cell of a raster are one place for a validation, said in its notes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { crossValidateProcess } from '../../../src/processes/crossValidate.ts';
import { createTransformer } from '../../../src/raster/crs.ts';
import { northUp, writeTestCog } from '../../raster/support/writeTestCog.ts';
import { runIn } from '../support/runProcess.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';

const grid = { widthPx: 12, heightPx: 1, transform: [northUp[0], 1000, 0, northUp[3], 0, -1000] } as const;

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-cells-'));
  pool = createComputePool(1);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

it('keeps three stations of every cell, 300 m apart, in one fold', async () => {
  const raster = join(folder, 'climate.tif');
  await writeTestCog(raster, { grid, values: Float32Array.from({ length: 12 }, (_, cell) => cell) });
  const toWgs84 = createTransformer('EPSG:32645', 'EPSG:4326');
  const rows = Array.from({ length: 36 }, (_, i) => {
    const [lon, lat] = toWgs84(northUp[0] + 1000 * Math.floor(i / 3) + 200 + 300 * (i % 3), northUp[3] - 500);
    return `${lon},${lat},${30 + Math.floor(i / 3) + (i % 3)}`;
  });
  const boreholes = join(folder, 'stations.csv');
  await writeFile(boreholes, `lon,lat,alt_cm\n${rows.join('\n')}\n`);
  const inputs = {
    boreholes,
    target: 'alt_cm',
    covariates: { climate: raster },
    engine: { trees: 10 },
    scheme: 'leave-location-out',
  };
  const { values, text } = await runIn(folder, pool, crossValidateProcess, inputs);
  expect(values['scores']).toMatchObject({
    validationNotes: expect.arrayContaining([
      expect.stringContaining('24 places share a cell of a covariate’s raster'),
    ]),
  });
  const [header, ...lines] = (await text('predictions')).trim().split('\n');
  const foldAt = header!.split(',').indexOf('fold');
  const foldOfRow = lines.map((line) => line.split(',')[foldAt]!);
  expect(foldOfRow).toHaveLength(36);
  for (let i = 0; i < 36; i += 3) expect(new Set(foldOfRow.slice(i, i + 3)).size).toBe(1);
  expect(new Set(foldOfRow).size).toBe(12);
});
