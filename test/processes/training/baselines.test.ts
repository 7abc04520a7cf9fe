import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossValidate } from '../../../src/forest/crossValidate.ts';
import { givenFolds } from '../../../src/forest/folds.ts';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { reportBaselines } from '../../../src/processes/training/baselines.ts';
import { makeTable } from '../../forest/support/tables.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';
import type { TrainingTable } from '../../../src/processes/training/trainingTable.ts';

const { columns, target } = makeTable(30, 1);
const positions = { lon: target.map((_, row) => 100 + row), lat: target.map((_, row) => 50 + ((row * 7) % 30) / 3) };

let pool: ComputePool;
beforeAll(() => {
  pool = createComputePool(1);
});
afterAll(() => pool.close());

async function baselinesWith(covariate: string): Promise<unknown> {
  const raw = [{ name: covariate, levels: null }];
  const table = { covariates: [{ name: covariate }], raw, exact: columns, target, positions, elevations: null };
  const folds = givenFolds(Array.from(target, (_, row) => row % 3));
  const validation = await crossValidate({ target, repeats: [folds], seed: 1, concurrency: 1 }, () =>
    Promise.resolve(() => 0),
  );
  const context = { pool, signal: new AbortController().signal };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the baselines read of a table
  return reportBaselines(context, 'cryoforest', validation, table as unknown as TrainingTable);
}

describe('the elevation-latitude baseline', () => {
  it.each(['elevation_m', 'dem', 'DEM_30m', 'etopo20_m', 'srtm', 'merit_90m_masl'])(
    'takes %s for an elevation',
    async (name) => {
      expect(await baselinesWith(name)).toMatchObject({
        baselines: [
          { name: 'mean' },
          { name: 'elevation-latitude', covariates: [name, 'latitude of the station'] },
          {},
        ],
      });
    },
  );

  it.each(['demand', 'tpi20_m', 'asterisk', 'alt_cm'])(
    'does not take %s for one, and says that there is none',
    async (name) => {
      expect(await baselinesWith(name)).toMatchObject({
        baselines: [{ name: 'mean' }, { name: 'linear' }],
        baselineNotes: expect.arrayContaining([expect.stringMatching(/^There is no elevation-latitude baseline/)]),
      });
    },
  );
});
