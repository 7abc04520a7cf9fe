/** A linear relation of rasters and coordinates, trained, stored, mapped: as regional permafrost atlases are made. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictRelation } from '../../src/forest/linear/linearRelation.ts';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { crossValidateProcess } from '../../src/processes/crossValidate.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { runIn } from './support/runProcess.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { readBand } from '../support/readBands.ts';
import type { Json } from '../../src/core/json.ts';
import type { Process } from '../../src/processes/process.ts';
import type { Ran } from './support/runProcess.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

const size = { widthPx: 300, heightPx: 260 };
let folder: string;
let stack: SyntheticStack;
let pool: ReturnType<typeof createComputePool>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-linear-'));
  stack = await makeSyntheticStack(join(folder, 'stack'), size, ['elevation', 'vegetation', 'aspect', 'slope']);
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

function run(process: Process, inputs: { readonly [name: string]: Json }): Promise<Ran> {
  return runIn(folder, pool, process, inputs);
}

function training(engine: { readonly [option: string]: Json }): { readonly [name: string]: Json } {
  const covariates = { ...stack.covariates, longitude: { column: 'lon' }, latitude: { column: 'lat' } };
  return { boreholes: stack.stationsPath, target: 'magst_c', covariates, engine };
}

describe('a linear relation of six factors', () => {
  it('is mapped as its coefficients say at every cell, positions taken from the cells', async () => {
    const trained = await run(trainProcess, training({ name: 'linear' }));
    const model = trained.path('model');
    const mapped = await run(predictProcess, { model, covariates: stack.covariates });
    const decoded = decodeModel(await readFile(model), (bytes) => createHash('sha256').update(bytes).digest());
    if (!('linear' in decoded)) throw new Error('not a linear relation');

    const toWgs84 = createTransformer('EPSG:32651', 'EPSG:4326');
    const columns = await Promise.all(Object.values(stack.covariates).map((path) => readBand(path)));
    const map = await readBand(mapped.path('magst'));
    const expected = map.map((_, i) => {
      const [xPx, yPx] = [(i % size.widthPx) + 0.5, Math.floor(i / size.widthPx) + 0.5];
      const place = toWgs84(300_000 + (xPx * 250_000) / size.widthPx, 5_950_000 - (yPx * 250_000) / size.heightPx);
      return predictRelation(decoded.linear, [...columns.map((column) => column[i]!), ...place.map(Math.fround)]);
    });
    expect(map).toEqual(expected);
    expect(map.some(Number.isNaN)).toBe(true);
    expect(trained.values['scores']).toMatchObject({ crossValidated: { overall: { n: 104 } }, regression: { n: 104 } });
  });

  it('recovers the coefficients that made the stations, within four standard errors', async () => {
    const { values } = await run(trainProcess, {
      ...training({ name: 'linear' }),
      crossValidation: { scheme: 'none' },
    });
    const { coefficients } = (values['scores'] as unknown as { regression: { coefficients: Coefficient[] } })
      .regression;
    const truth = { elevation: -0.005, vegetation: 0.01, aspect: 0, slope: 0, longitude: 0, latitude: 0 };
    for (const [name, value] of Object.entries(truth)) {
      const { estimate, standardError } = coefficients.find((coefficient) => coefficient.name === name)!;
      expect(Math.abs(estimate - value)).toBeLessThan(4 * standardError);
      expect(standardError).toBeGreaterThan(0);
    }
  });

  it('fits the decimals of the table, not their float32 neighbours: y = 2 + 3 x comes back to 1e-12', async () => {
    const boreholes = join(folder, 'decimals.csv');
    const rows = Array.from({ length: 40 }, (_, i) => {
      const [x, z] = [1000 + i / 10, ((i * 7) % 11) / 10];
      return `${x},${z},${2 + 3 * x}`;
    });
    await writeFile(boreholes, ['x,z,y', ...rows].join('\n'));
    const { values } = await run(trainProcess, {
      boreholes,
      target: 'y',
      columns: ['x', 'z'],
      engine: { name: 'linear' },
      crossValidation: { scheme: 'random', folds: 5 },
    });
    const { regression, crossValidated } = values['scores'] as unknown as {
      regression: { coefficients: Coefficient[] };
      crossValidated: { overall: Score };
    };
    expect(Math.abs(regression.coefficients.find(({ name }) => name === 'x')!.estimate / 3 - 1)).toBeLessThan(1e-12);
    expect(crossValidated.overall.rmse).toBeLessThan(1e-9);
  });

  it('has the cross-validated score of the baseline of all covariates, which is the same regression', async () => {
    const { values } = await run(crossValidateProcess, { ...training({ name: 'linear' }), folds: 5 });
    const { overall, baselines } = values['scores'] as unknown as { overall: Score; baselines: Score[] };
    expect(overall.rmse).toBe(baselines.find((baseline) => baseline.name === 'linear')!.rmse);
    expect(overall.rmse).toBeLessThan(0.2);
  });

  it('refuses options of forests, a search among them, and importances that a regression does not have', async () => {
    await expect(run(trainProcess, { ...training({ name: 'linear' }), selectFeatures: true })).rejects.toThrow(
      /choose among forests, and engine linear grows none/,
    );
    await expect(run(trainProcess, training({ name: 'linear', trees: 10 }))).rejects.toThrow(/trees/);
    await expect(run(trainProcess, { ...training({ name: 'linear' }), correctedImpurity: true })).rejects.toThrow(
      /engine linear reports coefficients/,
    );
  });
});

interface Coefficient {
  readonly name: string;
  readonly estimate: number;
  readonly standardError: number;
}

interface Score {
  readonly name?: string;
  readonly rmse: number;
}
