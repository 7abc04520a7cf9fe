import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { crossValidateProcess } from '../../../src/processes/crossValidate.ts';
import { trainProcess } from '../../../src/processes/train.ts';
import { runIn } from '../support/runProcess.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';
import type { Process } from '../../../src/processes/process.ts';

const seeds = join(import.meta.dirname, '..', '..', '..', 'seeds', 'siberia-nechina');
function rasters(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, join(seeds, 'covariates', `${name}.tif`)]));
}

const siberia = {
  boreholes: join(seeds, 'boreholes.csv'),
  target: 'magt_c',
  covariates: rasters('tdd', 'precip', 'tpi'),
  engine: { trees: 15 },
  tune: { mtry: [1, 2], minNodeSize: [3, 12] },
  selectFeatures: true,
};

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-search-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(process: Process, inputs: { readonly [name: string]: Json }, threads = pool): Promise<JsonObject> {
  return (await runIn(folder, threads, process, { ...siberia, ...inputs })).values['scores']!;
}

interface Chosen {
  readonly covariates: readonly string[];
  readonly options: { readonly mtry: number; readonly minNodeSize: number };
  readonly innerRmse: number;
}

describe('cross-validate with tune and selectFeatures', () => {
  it('chooses in every fold, says what was chosen, and gives the same for any number of threads', async () => {
    const scores = await run(crossValidateProcess, { scheme: 'leave-location-out', folds: 3 });
    const search = scores['search'] as unknown as { readonly perFold: readonly Chosen[]; readonly mostForests: number };
    expect(search.perFold).toHaveLength(3);
    for (const { covariates, options, innerRmse } of search.perFold) {
      expect(covariates).toContain('tdd');
      expect(siberia.tune.mtry).toContain(options.mtry);
      expect(siberia.tune.minNodeSize).toContain(options.minNodeSize);
      expect(innerRmse).toBeGreaterThan(0);
    }
    // Three folds and as many random ones, each with four sets and four combinations on five inner folds, and its own.
    expect(search.mostForests).toBe(6 * (5 * (4 + 4) + 1));
    const single = createComputePool(1);
    const inputs = { scheme: 'leave-location-out', folds: 3 };
    expect(await run(crossValidateProcess, inputs, single).finally(() => single.close())).toEqual(scores);
  });

  it.each([
    [{ tune: { mtry: [2, 9] } }, 'Option mtry is 9, but there are only 3 covariates'],
    [{ tune: { minNodeSize: [200] } }, 'Option minNodeSize is 200, but there are only 110 rows'],
    [{ tune: { minNodeSize: [80] } }, 'Inner folds leave about 74 of 110 rows to train on. Option minNodeSize is 80'],
    [{ tune: { mtrys: [1] } }, 'mtry'],
    [{ tune: { sampleFraction: [2] } }, 'from 0.1 to 0.95'],
    [{ tune: {} }, 'tune names no option'],
    [{ covariates: rasters('tdd') }, 'selectFeatures chooses among covariates, and there is only one'],
    [
      {
        tune: {
          trees: Array.from({ length: 20 }, (_, i) => i + 1),
          minNodeSize: Array.from({ length: 20 }, (_, i) => i + 1),
        },
      },
      'make 400 combinations; the limit is 200',
    ],
    [
      {
        scheme: 'leave-one-out',
        tune: { minNodeSize: Array.from({ length: 20 }, (_, i) => i + 1), mtry: [1, 2, 3], trees: [100, 500] },
      },
      'would grow up to 68310 forests',
    ],
  ] as const)('refuses %j', async (inputs, message) => {
    await expect(run(crossValidateProcess, inputs)).rejects.toThrow(message);
  });

  it('says everything that is wrong with the values at once', async () => {
    const wrong = { tune: { mtry: [1, 9], minNodeSize: [3, 0.5], maxDepth: [null, 2000] } };
    await expect(run(crossValidateProcess, wrong)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/mtry is 9.*\. Option minNodeSize .*got 0\.5.*\. Option maxDepth .*got 2000/),
      detail: {
        errors: [{ pointer: '/tune/mtry/1' }, { pointer: '/tune/minNodeSize/1' }, { pointer: '/tune/maxDepth/1' }],
      },
    });
  });
});

describe('folds within folds', () => {
  it('are said to be lacking where one of two given folds is all that is left to choose by', async () => {
    await expect(run(crossValidateProcess, { scheme: 'given', foldColumn: 'source' })).rejects.toThrow(
      /folds of the same scheme within the \d+ rows that one is trained on, and there are none\. Expected from 2 folds/,
    );
  });
});

describe('train with tune and selectFeatures', () => {
  it('takes the choice on all rows into the model, and the nested score as its score', async () => {
    const crossValidation = { scheme: 'random', folds: 3 };
    const covariates = rasters('tdd', 'precip', 'tpi', 'slope');
    const scores = await run(trainProcess, { crossValidation, covariates });
    const chosen = scores['chosen'] as unknown as Chosen;
    expect(chosen.covariates.length).toBeLessThan(4);
    const importances = scores['importances'] as readonly { readonly covariate: string }[];
    expect(importances.map(({ covariate }) => covariate).toSorted()).toEqual(chosen.covariates.toSorted());
    const alone = await run(crossValidateProcess, { ...crossValidation, covariates });
    expect((scores['crossValidated'] as JsonObject)['overall']).toEqual(alone['overall']);
    expect((alone['overall'] as { rmse: number }).rmse).not.toBe(chosen.innerRmse);
  });

  it('refuses to go without its nested score', async () => {
    await expect(run(trainProcess, { crossValidation: { scheme: 'none' } })).rejects.toThrow(
      'crossValidation may not be {"scheme": "none"}',
    );
  });
});
