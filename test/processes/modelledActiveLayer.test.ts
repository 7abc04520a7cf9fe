/** Active layers by models: a forest of thickness, and the hybrid, Stefan with a factor by a forest. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { activeLayerProcess } from '../../src/processes/activeLayer.ts';
import { calibrateActiveLayerProcess } from '../../src/processes/calibrateActiveLayer.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { runIn } from './support/runProcess.ts';
import { plainSites, writeSites } from './support/thawSites.ts';
import { readBand } from '../support/readBands.ts';
import type { Forest } from '../../src/forest/forest.ts';
import type { Json } from '../../src/core/json.ts';

const raster = (name: string): string =>
  join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina', 'covariates', `${name}.tif`);
const size = { widthPx: 156, heightPx: 96 };
const covariates = { tdd: raster('tdd'), tpi: raster('tpi') };

let folder: string;
let pool: ReturnType<typeof createComputePool>;
let sites: string;
/** Of the edaphic factor, and of the thickness in cm by position too. */
let factorModel: string;
let depthModel: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-modelled-'));
  pool = createComputePool(1);
  const boreholes = await writeSites(folder, plainSites(40));
  const calibrated = await runIn(folder, pool, calibrateActiveLayerProcess, {
    boreholes,
    target: 'alt_cm',
    thawIndex: raster('tdd'),
  });
  sites = calibrated.path('sites');
  factorModel = await train('edaphic_factor', covariates);
  depthModel = await train('alt_cm', { ...covariates, latitude: { column: 'lat' } });
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function train(target: string, given: Json, task: string | null = null): Promise<string> {
  const engine = { trees: 20 };
  const inputs = { boreholes: sites, target, task, covariates: given, engine, crossValidation: { scheme: 'none' } };
  return (await runIn(folder, pool, trainProcess, inputs)).path('model');
}

async function forestIn(path: string): Promise<Forest> {
  const model = decodeModel(await readFile(path), (bytes) => createHash('sha256').update(bytes).digest());
  if (!('forest' in model)) throw new Error('no forest');
  return model.forest;
}

async function predicted(model: string): Promise<Float32Array> {
  return readBand((await runIn(folder, pool, predictProcess, { model, covariates })).path('magst'));
}

const map = (method: Json) => runIn(folder, pool, activeLayerProcess, { method });
const byFactor = (model: string, given: Json) => ({
  name: 'edaphic',
  thaw: { index: { raster: raster('tdd') }, factor: { model, covariates: given } },
});
const hybrid = () => byFactor(factorModel, covariates);
const forest = () => ({ name: 'forest', thickness: { model: depthModel, covariates } });

/** Values are alike to a share of float32, NaN where the other is. */
function expectAlike(found: ArrayLike<number>, expected: (i: number) => number): void {
  const wanted = Array.from(found, (_, i) => expected(i));
  const apart = wanted.filter((value, i) => Number.isNaN(value) !== Number.isNaN(found[i]!));
  const shares = wanted.map((value, i) => Math.abs(found[i]! / value - 1)).filter((share) => !Number.isNaN(share));
  expect(apart).toEqual([]);
  expect(shares.length).toBeGreaterThan(found.length / 4);
  expect(Math.max(...shares)).toBeLessThan(1e-6);
}

async function depthsBy(method: Json): Promise<number[]> {
  const ran = await runIn(folder, pool, activeLayerProcess, { method, stations: sites });
  const [names, ...rows] = (await ran.text('depths'))
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  return rows.map((row) => Number(row[names!.indexOf('thaw_depth_m')]));
}

describe('active-layer by models', () => {
  it('maps a forest of thickness in metres, whatever its unit, with positions taken from the cells', async () => {
    const ran = await map(forest());
    const depthsCm = await predicted(depthModel);
    expectAlike(await readBand(ran.path('activeLayer')), (cell) => depthsCm[cell]! / 100);
    const { models } = ran.values['summary'] as unknown as {
      models: [{ covariates: { name: string; cellsOutsideTraining: number }[] }];
    };
    // Sites lie from 60° to 70° N, the map from 44° to 76° N.
    expect(models[0].covariates[2]).toMatchObject({ name: 'latitude' });
    expect(models[0].covariates[2]!.cellsOutsideTraining).toBeGreaterThan(9000);
  });

  it('maps the hybrid: the factor that predict maps, times the root of the index, where there is permafrost', async () => {
    const ran = await map({ ...hybrid(), freeze: { index: 2000, factor: 0.03 } });
    const [factor, tdd] = await Promise.all([predicted(factorModel), readBand(raster('tdd'))]);
    expectAlike(await readBand(ran.path('activeLayer')), (cell) => {
      const thaw = factor[cell]! * Math.sqrt(tdd[cell]!);
      return thaw > 0.03 * Math.sqrt(2000) ? Number.NaN : thaw;
    });
    expect(ran.values['summary']).toMatchObject({
      models: [
        {
          parameter: 'thaw/factor',
          target: { name: 'edaphic_factor', unit: 'm/√(°C·day)' },
          stations: 40,
          crossValidated: null,
          covariates: [{ name: 'tdd' }, {}],
        },
      ],
    });
  });

  it('gives stations what the models say of the cells that they stand on, by their own position', async () => {
    const [tdd, tpi] = await Promise.all([readBand(raster('tdd')), readBand(raster('tpi'))]);
    const places = plainSites(40).map(({ lon, lat }) => ({
      lat,
      cell: Math.floor((76 - lat) * 3) * size.widthPx + Math.floor((lon - 90) * 3),
    }));
    const factor = await forestIn(factorModel);
    expectAlike(await depthsBy(hybrid()), (i) => {
      const { cell } = places[i]!;
      return predictNaive(factor, [tdd[cell]!, tpi[cell]!]) * Math.sqrt(tdd[cell]!);
    });
    const depth = await forestIn(depthModel);
    expectAlike(await depthsBy(forest()), (i) => {
      const { cell, lat } = places[i]!;
      return predictNaive(depth, [tdd[cell]!, tpi[cell]!, Math.fround(lat)]) / 100;
    });
  });

  it('refuses models of something else, of classes, and without their rasters', async () => {
    await expect(map({ name: 'forest', thickness: { model: factorModel, covariates } })).rejects.toThrow(
      /method\/thickness\/model: expected a model of active-layer thickness in m; this one predicts edaphic_factor in m\/√/,
    );
    await expect(map(byFactor(depthModel, covariates))).rejects.toThrow(
      /expected a model of edaphic factor.*alt_cm in cm/,
    );
    const landform = await train('landform', covariates, 'classification');
    await expect(map(byFactor(landform, covariates))).rejects.toThrow(/predicts landform as classes/);
    await expect(map(byFactor(factorModel, {}))).rejects.toThrow(/needs covariates that were not given: tdd/);
  });
});
