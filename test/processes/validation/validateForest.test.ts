import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossValidate } from '../../../src/forest/crossValidate.ts';
import { leaveOneOutFolds } from '../../../src/forest/folds.ts';
import { createComputePool } from '../../../src/pool/computePool.ts';
import { createLocalLibrary } from '../../../src/cli/localLibrary.ts';
import { createMemo } from '../../../src/processes/memo.ts';
import { chooseEngine } from '../../../src/processes/training/growForest.ts';
import { reportBaselines } from '../../../src/processes/training/baselines.ts';
import { validateForest } from '../../../src/processes/validation/validateForest.ts';
import { hashFile } from '../../../src/store/hashFile.ts';
import { makeTable } from '../../forest/support/tables.ts';
import type { ComputePool } from '../../../src/pool/computePool.ts';
import type { ProcessContext } from '../../../src/processes/process.ts';
import type { TrainingTable } from '../../../src/processes/training/trainingTable.ts';

const rowCount = 600;
const { columns, target } = makeTable(rowCount, 3);
const raw = columns.map((values, i) => ({ name: `x${i}`, values, exact: Float64Array.from(values), levels: null }));
const repeats = [leaveOneOutFolds(rowCount)];

let folder: string;
let pool: ComputePool;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-cancel-'));
  pool = createComputePool(1);
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

/** Cancelled as soon as the thread that works lets go of the event loop. */
function soonCancelled(): ProcessContext {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  return {
    library: createLocalLibrary({ columns: {}, units: {} }, hashFile),
    pool,
    folder,
    signal: controller.signal,
    remember: createMemo(),
    progress: () => {},
    log: () => {},
  };
}

it('a linear engine on as many folds as rows hears that it is cancelled', async () => {
  const data = { columns, target, raw, impute: false, lines: target };
  const engine = chooseEngine({ name: 'linear' }, data);
  const running = validateForest(soonCancelled(), engine, data, { repeats, seed: 1, choose: null });
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});

it('so do the baselines', async () => {
  const validation = await crossValidate({ target, repeats, seed: 1, concurrency: 1 }, () => Promise.resolve(() => 0));
  const table = { covariates: raw, raw, exact: columns, target, positions: null, elevations: null };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the baselines read of a table
  const running = reportBaselines(soonCancelled(), 'cryoforest', validation, table as unknown as TrainingTable);
  await expect(running).rejects.toMatchObject({ code: 'cancelled' });
});
