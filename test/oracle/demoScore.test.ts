/** The demo's stations and covariates: our cross-validated error beside scikit-learn's, on the same folds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { engines } from '../../src/forest/engines.ts';
import { resolveOptions } from '../../src/forest/engine.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { validateForest } from '../../src/processes/validation/validateForest.ts';
import { createMemo } from '../../src/processes/memo.ts';
import { buildTrainingTable } from '../../src/processes/training/trainingTable.ts';
import { planValidation, usualValidation } from '../../src/processes/validation/planValidation.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const seeds = join(import.meta.dirname, '..', '..', 'seeds', 'siberia-nechina');
const names = ['elevation', 'slope', 'tpi', 'maat', 'bio10', 'precip', 'tdd'];
const trees = 200;

/** Reads rows, target and folds; prints the pooled RMSE of six seeds. */
const program = `
import json, sys
import numpy as np
from sklearn.ensemble import RandomForestRegressor
job = json.load(sys.stdin)
X, y, fold = np.array(job['X'], dtype='float32'), np.array(job['y']), np.array(job['fold'])
rmse = []
for seed in range(6):
    p = np.empty(len(y))
    for k in np.unique(fold):
        forest = RandomForestRegressor(job['trees'], max_features=1.0, min_samples_split=6, n_jobs=2, random_state=seed)
        p[fold == k] = forest.fit(X[fold != k], y[fold != k]).predict(X[fold == k])
    rmse.append(float(np.sqrt(np.mean((p - y) ** 2))))
print(json.dumps(rmse))
`;

describe('the demo score', () => {
  oracleTest(['sklearn', 'LONG_TESTS=1'])(
    'is no worse than scikit-learn’s on the same folds, within its spread over seeds',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'cryoforest-demo-'));
      const pool = createComputePool(2);
      const signal = new AbortController().signal;
      const library = createLocalLibrary({ columns: {}, units: {} }, hashFile);
      const context = { library, pool, folder, signal, remember: createMemo(), progress: () => {}, log: () => {} };
      try {
        const covariates = Object.fromEntries(names.map((name) => [name, join(seeds, 'covariates', `${name}.tif`)]));
        const table = await buildTrainingTable(context, {
          boreholes: join(seeds, 'boreholes.csv'),
          target: 'magt_c',
          covariates,
          columns: null,
          targetKind: null,
          targetUnit: null,
          task: null,
          weights: null,
          impute: null,
          moveWithinM: 0,
          align: false,
        });
        expect(table.target).toHaveLength(110);
        const engine = { name: engines[0]!.name, options: resolveOptions(engines[0]!, { trees }) };
        const { repeats } = await planValidation(context, usualValidation(table), { table, engine, seed: 1 });
        const folds = repeats.map((drawn) => drawn.folds);
        const ours = (await validateForest(context, engine, table, { repeats: folds, seed: 1, choose: null }))
          .repeats[0]!.pooled.rmse;

        const X = Array.from(table.target, (_, row) => table.columns.map((column) => column[row]!));
        const job = { X, y: [...table.target], fold: [...folds[0]!.foldOfRow], trees };
        const theirs = JSON.parse(runOracle(python, ['-c', program], JSON.stringify(job))) as number[];
        const mean = theirs.reduce((sum, rmse) => sum + rmse, 0) / theirs.length;
        const sd = Math.sqrt(theirs.reduce((sum, rmse) => sum + (rmse - mean) ** 2, 0) / (theirs.length - 1));
        console.log(`RMSE ours ${ours.toFixed(3)} °C, scikit-learn ${mean.toFixed(3)} ± ${sd.toFixed(3)} °C`);
        expect(ours).toBeLessThan(mean + 3 * sd);
      } finally {
        await pool.close();
        await rm(folder, { recursive: true, force: true });
      }
    },
    120_000,
  );
});
