/** The same inputs and seed give the same bytes, whatever the number of threads and the size of chunks. */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { executeLocally } from '../../src/processes/execute.ts';
import { createMemo } from '../../src/processes/memo.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import type { Json } from '../../src/core/json.ts';
import type { Process } from '../../src/processes/process.ts';
import type { SyntheticStack } from '../support/syntheticStack.ts';

let folder: string;
let stack: SyntheticStack;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-determinism-'));
  stack = await makeSyntheticStack(join(folder, 'stack'), { widthPx: 1300, heightPx: 700 }, ['tdd', 'pre', 'tpi']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(
  process: Process,
  inputs: { readonly [name: string]: Json },
  threads: number,
  name: string,
): Promise<string> {
  const out = join(folder, name);
  await mkdir(out);
  const pool = createComputePool(threads);
  try {
    const outputs = await executeLocally(process, parseInputs(process.inputs, inputs), {
      library: createLocalLibrary({ columns: {}, units: {} }, hashFile),
      pool,
      folder: out,
      signal: new AbortController().signal,
      remember: createMemo(),
      progress: () => {},
      log: () => {},
    });
    const file = Object.values(outputs).find((output) => output.kind === 'file');
    return file!.path;
  } finally {
    await pool.close();
  }
}

describe('the same inputs and seed', () => {
  it('give the same model and the same map for 1, 2 and 4 threads, and maps by chunks of 512 and 1024 pixels', async () => {
    const training = {
      boreholes: stack.stationsPath,
      target: 'magst_c',
      covariates: stack.covariates,
      engine: { trees: 50 },
      crossValidation: { scheme: 'none' },
    };
    const models: string[] = [];
    const maps: string[] = [];
    for (const [threads, chunkSizePx] of [
      [1, 512],
      [2, 1024],
      [4, 512],
    ] as const) {
      const model = await run(trainProcess, training, threads, `model-${threads}`);
      const inputs = { model, covariates: stack.covariates, chunkSizePx };
      const map = await run(predictProcess, inputs, threads, `map-${threads}`);
      models.push((await hashFile(model)).sha256);
      maps.push((await hashFile(map)).sha256);
    }
    expect(new Set(models).size).toBe(1);
    expect(new Set(maps).size).toBe(1);
    expect((await readFile(join(folder, 'map-1', 'magst.tif'))).byteLength).toBeGreaterThan(100_000);
  });
});
