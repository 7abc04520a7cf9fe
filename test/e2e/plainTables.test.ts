/** Tables that know nothing of places, on the command line: columns as covariates, one JSON document out. */
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { decodeModel } from '../../src/forest/modelFile.ts';
import { requireForest } from '../../src/forest/relation.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { runCommand } from './support/command.ts';
import { makeDataFolder } from './support/service.ts';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
let folder: string;

/** The target is 3a − 2b; c is noise. */
function plainTable(): string {
  const random = createRandom(1);
  const rows = Array.from({ length: 80 }, (_, row) => {
    const [a, b, c] = [random.nextUnit(), random.nextUnit(), random.nextUnit()];
    return [`plot ${row}`, a, b, c, 3 * a - 2 * b].join(',');
  });
  return `plot,a,b,c,y\n${rows.join('\n')}\n`;
}

beforeAll(async () => {
  folder = await makeDataFolder();
  await writeFile(join(folder, 'plots.csv'), plainTable());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const validate = (words: string) =>
  runCommand('cli.ts', `cross-validate --boreholes plots.csv --target y --trees 50 ${words}`.split(' '), { folder });

describe('cross-validate on a table without coordinates', () => {
  it('takes all columns of numbers and prints one JSON document', async () => {
    const { code, stdout } = await validate('--columns all --scheme random --folds 10 --repeats 2 --json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      scores: {
        n: 80,
        covariates: ['a', 'b', 'c'],
        scheme: 'random',
        folds: 10,
        repeats: 2,
        columnsLeftOut: [{ column: 'plot', reason: 'holds texts' }],
      },
      files: {},
    });
  });

  it.each([
    ['--columns a,b', 0, /covariates:\n\s+0: a\n\s+1: b\n/],
    ['--column y', 1, /column y, which is the target.*\[invalid-input\]/],
    ['--seed 1', 1, /At least one covariate is needed.*\[covariate-missing\]/],
  ])('with %s ends with %i', async (words, code, output) => {
    const end = await validate(words);
    expect(end.code).toBe(code);
    expect(code === 0 ? end.stdout : end.stderr).toMatch(output);
  });
});

describe('export', () => {
  it('writes a trained model as a file that onnxruntime evaluates alike', async () => {
    const train =
      'train --boreholes plots.csv --target y --columns all --trees 50 --cross-validation {"scheme":"none"}';
    for (const words of [`${train} --out model.cfm`, 'export --model model.cfm --out model.onnx']) {
      expect(await runCommand('cli.ts', words.split(' '), { folder })).toMatchObject({ code: 0 });
    }
    const forest = requireForest(decodeModel(await readFile(join(folder, 'model.cfm')), sha256), 'This test');
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(await readFile(join(folder, 'model.onnx')));
    const row = [0.9, 0.2, 0.5];
    const { prediction } = await session.run({ covariates: new ort.Tensor('float32', row, [1, 3]) });
    const ours = predictNaive(forest, Float32Array.from(row));
    // 50 trees, leaves from −2 to 3.
    expect(Math.abs(Number(prediction!.data[0]) - ours)).toBeLessThan(51 * 2 ** -24 * 3);
  });
});
