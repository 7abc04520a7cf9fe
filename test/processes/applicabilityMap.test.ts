/** The area of applicability in a map: what the file holds, beside the bands computed from the model in one piece. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBands } from '../../src/forest/bands.ts';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { runIn } from './support/runProcess.ts';
import { readBand } from '../support/readBands.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

const size = { widthPx: 530, heightPx: 40 };
const names = ['mean', 'error', 'di', 'lpd', 'aoa'];

let folder: string;
let stack: SyntheticStack;
let pool: ComputePool;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-applicability-'));
  stack = await makeSyntheticStack(join(folder, 'stack'), size, ['tdd', 'pre']);
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function trainBy(crossValidation: { readonly scheme: string; readonly folds?: number }): Promise<string> {
  const trained = await runIn(folder, pool, trainProcess, {
    boreholes: stack.stationsPath,
    target: 'magst_c',
    covariates: stack.covariates,
    engine: { trees: 30 },
    crossValidation,
  });
  return trained.path('model');
}

describe('predict with bands of the area of applicability', () => {
  it('writes them over two chunks as the model gives them, with areas and the expected error in the summary', async () => {
    const modelPath = await trainBy({ scheme: 'random', folds: 5 });
    const model = decodeModel(await readFile(modelPath), (bytes) => createHash('sha256').update(bytes).digest());
    const { description } = model;
    const inputs = { model: modelPath, covariates: stack.covariates, bands: names.join(), chunkSizePx: 512 };
    const map = await runIn(folder, pool, predictProcess, inputs);

    const columns = await Promise.all(description.covariates.map(({ name }) => readBand(stack.covariates[name]!)));
    const expected = names.map(() => new Float32Array(columns[0]!.length));
    const { applicability } = description;
    createBands({ ...model, applicability }, names)(columns, columns[0]!.length, expected);
    for (const [i, band] of expected.entries()) expect(await readBand(map.path('magst'), i + 1)).toEqual(band);

    const [, error, , , inside] = expected;
    const insideCount = inside!.filter((value) => value === 1).length;
    const outsideCount = inside!.filter((value) => value === 0).length;
    expect(outsideCount).toBeGreaterThan(10);
    const squares = error!.filter((value) => !Number.isNaN(value)).map((value) => value ** 2);
    expect(squares.length).toBe(insideCount);
    const { applicability: areas, expectedRmse } = map.values['summary']!;
    expect(areas).toMatchObject({
      inside: { cells: insideCount },
      outside: { cells: outsideCount },
      shareOutside: expect.closeTo(outsideCount / (insideCount + outsideCount), 9),
    });
    expect(expectedRmse).toBeCloseTo(Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length), 5);
  });

  it('refuses a model that was trained without folds', async () => {
    const model = await trainBy({ scheme: 'none' });
    const inputs = { model, covariates: stack.covariates, bands: ['mean', 'aoa'] };
    await expect(runIn(folder, pool, predictProcess, inputs)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/Band aoa needs the area of applicability.*{"scheme": "none"}/),
    });
  });
});
