/** ranger as the judge of importances, on the 104 made-up stations. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { mean } from '../../src/core/statistics.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import type { Importance } from '../../src/forest/importance.ts';
import { correctedImportance, withShadows } from '../../src/forest/impurityImportance.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import type { Training } from '../../src/forest/engine.ts';
import { allRows } from '../forest/support/tables.ts';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';

const oracles = sharedFolder('oracles', 'ORACLES');
const withRanger = oracleTest(['ranger', { folder: oracles, name: 'oracles' }]);
const seeds = [1, 2, 3, 4, 5];

/** Mean over seeds of 500 trees, mtry 2, nodes of 5: ranger's defaults for four covariates. */
function ranger(mode: 'permutation' | 'impurity_corrected'): number[] {
  const program = `
suppressMessages(library(ranger))
d <- read.csv('${join(oracles!, 'rf104.csv')}')
v <- sapply(1:5, function(s) ranger(MAGT ~ ., d, importance = '${mode}', seed = s, num.threads = 1)$variable.importance)
cat(rowMeans(v))`;
  return runOracle('Rscript', ['-e', program]).trim().split(/\s+/).map(Number);
}

function readTable(): Pick<Training, 'columns' | 'target' | 'rows'> {
  const [, ...lines] = readFileSync(join(oracles!, 'rf104.csv'), 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  const columns = [0, 1, 2, 3].map((i) => Float32Array.from(rows, (row) => row[i]!));
  return { columns, target: Float64Array.from(rows, (row) => row[4]!), rows: allRows(rows.length) };
}

async function ours(
  prepare: (request: Training) => Training,
  judge: (...trained: Parameters<typeof correctedImportance>) => readonly Importance[] | null,
): Promise<number[]> {
  const perSeed: number[][] = [];
  for (const seed of seeds) {
    const request = prepare({ ...readTable(), options: resolveOptions(cryoforest, { mtry: 2 }), seed });
    const trained = await trainForest(request, 500, (task) => Promise.resolve(trainTrees(cryoforest, task)));
    perSeed.push(judge(request, trained)!.map((item) => item.mean));
  }
  return perSeed[0]!.map((_, covariate) => mean(perSeed.map((values) => values[covariate]!)));
}

const orderOf = (values: readonly number[]): number[] => [...values.keys()].toSorted((a, b) => values[b]! - values[a]!);

describe('importance beside ranger', () => {
  withRanger('permutation: the same order, TDD PRE TPI NOISE, and values within 10 %', async () => {
    const theirs = ranger('permutation');
    const mine = await ours((request) => request, permutationImportance);
    expect(orderOf(mine)).toEqual(orderOf(theirs));
    for (const covariate of [0, 1, 2]) expect(Math.abs(mine[covariate]! / theirs[covariate]! - 1)).toBeLessThan(0.1);
    expect(Math.abs(mine[3]!)).toBeLessThan(0.05 * theirs[2]! + 0.01);
  });

  withRanger('impurity corrected: the same order, values within 20 %, noise about 0', async () => {
    // ranger sums squared errors, here they are divided by the size of the sample.
    const theirs = ranger('impurity_corrected').map((value) => value / 104);
    const mine = await ours(withShadows, correctedImportance);
    expect(orderOf(mine)).toEqual(orderOf(theirs));
    for (const covariate of [0, 1]) expect(Math.abs(mine[covariate]! / theirs[covariate]! - 1)).toBeLessThan(0.2);
    expect(Math.abs(mine[3]!)).toBeLessThan(0.05 * mine[1]!);
  });
});
