/** Maps of several bands, from the request to the file. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProcess } from '../../src/cli/runProcess.ts';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { readBand } from '../support/readBands.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

const options = { signal: new AbortController().signal, progress: () => {}, log: () => {} };
const [widthPx, heightPx] = [520, 20];
const sha256Of = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

let folder: string;
let stack: SyntheticStack;
const model = (keeps: boolean): string => join(folder, `${keeps}.cfm`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bands-'));
  stack = await makeSyntheticStack(join(folder, 'map'), { widthPx, heightPx }, ['pre', 'tdd']);
  const training = { boreholes: stack.stationsPath, target: 'magst_c', covariates: stack.covariates };
  const inputs = { ...training, engine: { trees: 10 }, crossValidation: { scheme: 'none' } };
  for (const keepTrainingRows of [true, false]) {
    await runProcess(trainProcess, given({ ...inputs, keepTrainingRows }, model(keepTrainingRows)), options);
  }
});
afterAll(() => rm(folder, { recursive: true }));

function given(inputs: Parameters<typeof runProcess>[1]['inputs'], out: string, threads = 1) {
  return { reading: { columns: {}, units: {} }, threads, json: true, inputs, out };
}

async function predict(name: string, inputs: Parameters<typeof runProcess>[1]['inputs'], threads = 1): Promise<string> {
  const out = join(folder, `${name}.tif`);
  const all = { model: model(true), covariates: stack.covariates, chunkSizePx: 512, ...inputs };
  await runProcess(predictProcess, given(all, out, threads), options);
  return out;
}

describe('predict with bands', () => {
  it('reports the kernels in the summary and in the log', async () => {
    const lines: string[] = [];
    const log = (_: string, message: string): void => void lines.push(message);
    const inputs = { model: model(true), covariates: stack.covariates, bands: 'mean,sd' };
    const { values } = await runProcess(predictProcess, given(inputs, join(folder, 'kernels.tif')), {
      ...options,
      log,
    });
    expect(values['summary']).toMatchObject({
      kernels: [
        { bands: ['mean'], kernel: 'wasm-cells + wasm-walk', passedOver: [] },
        { bands: ['sd'], kernel: 'wasm-distribution', passedOver: [] },
      ],
    });
    expect(lines).toEqual(['mean by kernel wasm-cells + wasm-walk', 'sd by kernel wasm-distribution']);
  });

  it('writes the mean as a map of the mean alone has it, between its quantiles, for any number of threads', async () => {
    const bands = 'q05, mean,q95,sd';
    const [alone, many, again] = [
      await predict('alone', {}),
      await predict('many', { bands }),
      await predict('again', { bands: ['q05', 'mean', 'q95', 'sd'] }, 2),
    ];
    expect((await readFile(again)).equals(await readFile(many))).toBe(true);
    const mean = await readBand(many, 2);
    expect(mean).toEqual(await readBand(alone));
    const [lower, upper, deviation] = [await readBand(many), await readBand(many, 3), await readBand(many, 4)];
    const valid = [...mean.keys()].filter((i) => !Number.isNaN(mean[i]!));
    expect(valid.filter((i) => lower[i]! > mean[i]! || mean[i]! > upper[i]! || !(deviation[i]! >= 0))).toEqual([]);
    expect(valid.length).toBeGreaterThan(0);
    const leastOf = (band: Float32Array): number => Math.min(...valid.map((i) => band[i]!));
    const summary: unknown = JSON.parse(await readFile(join(folder, 'many.summary.json'), 'utf8'));
    expect(summary).toMatchObject({
      statisticsC: { minimum: leastOf(mean) },
      bands: [
        { band: 'q05', title: '5 % quantile', unit: '°C', statistics: { minimum: leastOf(lower) } },
        { band: 'mean', statistics: { minimum: leastOf(mean) } },
        { band: 'q95' },
        { band: 'sd', title: 'standard deviation' },
      ],
    });
  });

  it('writes the ends of the interval that the training calibrated: quantiles of its share of the distribution', async () => {
    const map = await predict('calibrated', { bands: 'mean,lower80,upper80' });
    const { intervals } = decodeModel(await readFile(model(true)), sha256Of).description;
    const { share } = intervals.find(({ nominal }) => nominal === 0.8)!;
    const asQuantiles = [1 - share, 1 + share].map((twice) => `q${(50 * twice).toFixed(9)}`);
    const same = await predict('quantiles', { bands: ['mean', ...asQuantiles] });
    expect([await readBand(map, 2), await readBand(map, 3)]).toEqual([
      await readBand(same, 2),
      await readBand(same, 3),
    ]);
    const summary: unknown = JSON.parse(await readFile(join(folder, 'calibrated.summary.json'), 'utf8'));
    const title = 'upper end of the 80 % prediction interval';
    expect(summary).toMatchObject({ bands: [{}, {}, { band: 'upper80', title, unit: '°C' }] });
    await expect(predict('x', { bands: 'mean,lower85' })).rejects.toThrow(
      /Band lower85 needs a 85 % prediction interval.*has those of 10, 20, 30, 40, 50, 60, 70, 80, 90, 95 %/,
    );
  });

  it('says what is missing in a model that keeps no training rows, and maps its mean', async () => {
    await expect(predict('x', { model: model(false), bands: 'mean,q50' })).rejects.toThrow(
      /Band q50 needs the rows that the model was trained on.*keepTrainingRows=true/,
    );
    expect(await readBand(await predict('without', { model: model(false) }))).toEqual(
      await readBand(await predict('with', {})),
    );
  });

  it('refuses chunks that a thread could not hold with so many bands', async () => {
    const bands = 'mean,q10,q20,q30,q40';
    await expect(predict('x', { bands, chunkSizePx: 4096 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('Chunks of 4096 pixels with 5 bands need 335544320 bytes'),
    });
  });
});
