/** The same inputs and seed give the same bytes, whatever the number of threads and the size of chunks. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFile } from '../../src/store/hashFile.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { executeIn } from './support/runProcess.ts';
import type { HashedFile } from '../../src/core/hashedFile.ts';
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

async function run(process: Process, inputs: { readonly [name: string]: Json }, threads: number): Promise<string> {
  const pool = createComputePool(threads);
  try {
    const outputs = await executeIn(folder, pool, process, inputs);
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
    const models: HashedFile[] = [];
    const maps: HashedFile[] = [];
    for (const [threads, chunkSizePx] of [
      [1, 512],
      [2, 1024],
      [4, 512],
    ] as const) {
      const model = await run(trainProcess, training, threads);
      const inputs = { model, covariates: stack.covariates, chunkSizePx };
      const map = await run(predictProcess, inputs, threads);
      models.push(await hashFile(model));
      maps.push(await hashFile(map));
    }
    expect(models).toEqual([models[0], models[0], models[0]]);
    expect(maps).toEqual([maps[0], maps[0], maps[0]]);
    expect(maps[0]!.bytes).toBeGreaterThan(100_000);
  });
});
