import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createComputePool } from '../../src/pool/computePool.ts';
import { terrainProcess } from '../../src/processes/terrain.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { runIn } from './support/runProcess.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-terrain-'));
  pool = createComputePool(2);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

describe('terrain', () => {
  it('gives the same bytes however the map is cut', async () => {
    const { covariates } = await makeSyntheticStack(join(folder, 'stack'), { widthPx: 1100, heightPx: 1300 }, [
      'dem',
      'other',
    ]);
    const files = await Promise.all(
      [512, 1024, 2048].map(async (chunkSizePx) => {
        const ran = await runIn(folder, pool, terrainProcess, {
          dem: covariates['dem']!,
          parameters: ['slope'],
          chunkSizePx,
        });
        return readFile(ran.path('terrain'));
      }),
    );
    expect(files[0]!.equals(files[1]!) && files[1]!.equals(files[2]!)).toBe(true);
  });
});
