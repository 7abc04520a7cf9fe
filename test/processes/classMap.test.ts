/** Maps of models with categorical covariates: codes of a raster, of which some were never trained on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { northUp, writeTestCog } from '../raster/support/writeTestCog.ts';
import { runIn } from './support/runProcess.ts';
import type { Json } from '../../src/core/json.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

const grid = { widthPx: 40, heightPx: 30, transform: northUp };
/** Columns of ten cells: codes 7, 20, 3, and 99 where no station stands. */
const codes = [7, 20, 3, 99];
const depthsCm = [40, 90, 200];

let folder: string;
let pool: ComputePool;
let stations: string;
let landcover: string;

function codeAt(cell: number): number {
  return codes[Math.floor((cell % grid.widthPx) / 10)]!;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-levels-'));
  pool = createComputePool(2);
  landcover = join(folder, 'landcover.tif');
  const values = Float32Array.from({ length: grid.widthPx * grid.heightPx }, (_, cell) => codeAt(cell));
  await writeTestCog(landcover, { grid, values });
  const toWgs84 = createTransformer('EPSG:32645', 'EPSG:4326');
  const rows = Array.from({ length: 60 }, (_, i) => {
    const [column, row] = [i % 30, (7 * i) % 30];
    const [lon, lat] = toWgs84(northUp[0] + 30 * (column + 0.5), northUp[3] - 30 * (row + 0.5));
    const place = Math.floor(column / 10);
    return [lon, lat, depthsCm[place]! + (i % 3), ['bog', 'forest', 'rock'][place]].join(',');
  });
  stations = join(folder, 'stations.csv');
  await writeFile(stations, `lon,lat,alt_cm,landform\n${rows.join('\n')}\n`);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function train(target: string, source: Json): Promise<string> {
  const trained = await runIn(folder, pool, trainProcess, {
    boreholes: stations,
    target,
    covariates: { landcover: source },
    engine: { trees: 30 },
    crossValidation: { scheme: 'random', folds: 3 },
  });
  return trained.path('model');
}

async function readBand(path: string, band: number): Promise<Float32Array> {
  const raster = await openRaster(path);
  try {
    return await raster.readWindow(band, { xPx: 0, yPx: 0, ...grid }, new Float32Array(grid.widthPx * grid.heightPx));
  } finally {
    await raster.close();
  }
}

describe('predict with a categorical covariate', () => {
  it('gives every code its own thaw depth, none to an unseen code, and counts those cells', async () => {
    const model = await train('alt_cm', { raster: landcover, categorical: true });
    const { path, values } = await runIn(folder, pool, predictProcess, { model, covariates: { landcover } });
    const map = await readBand(path('magst'), 1);
    for (const [cell, value] of map.entries()) {
      const place = codes.indexOf(codeAt(cell));
      if (place === 3) expect(value).toBeNaN();
      else expect(Math.abs(value - depthsCm[place]! - 1)).toBeLessThan(1);
    }
    expect(values['summary']).toMatchObject({
      cellsWithValue: 900,
      covariates: [{ cellsWithoutValue: 300, cellsOfUnseenLevel: 300, trainingLevels: ['7', '20', '3'] }],
      bands: [{ band: 'mean', unit: '' }],
    });
    expect(values['summary']).not.toHaveProperty('permafrost');
  });

  it('refuses levels that are texts', async () => {
    const model = await train('alt_cm', { column: 'landform', categorical: true });
    await expect(runIn(folder, pool, predictProcess, { model, covariates: { landcover } })).rejects.toThrow(
      'knows landcover by texts, such as "bog"',
    );
  });
});
