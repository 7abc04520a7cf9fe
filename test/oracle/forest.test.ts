/** scikit-learn as the judge of the forest, of the scores and of the agreement of classes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { mean, sampleDeviation } from '../../src/core/statistics.ts';
import { confusionMatrix } from '../../src/forest/confusion.ts';
import { crossValidate, forestPredictor } from '../../src/forest/crossValidate.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { randomFolds } from '../../src/forest/folds.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { predictStretch } from '../../src/forest/outOfBag.ts';
import { scorePredictions } from '../../src/forest/scores.ts';
import type { TrainedForest } from '../../src/forest/trainForest.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { allRows } from '../forest/support/tables.ts';
import { oracleTest, python, runOracle, sharedFolder } from '../support/oracles.ts';

const oracles = sharedFolder('oracles', 'ORACLES');
const withTable = oracleTest(['sklearn', { folder: oracles, name: 'oracles' }]);
const withSklearn = oracleTest(['sklearn']);

function runPython(program: string, input: unknown): Record<string, number[]> {
  const read = 'import sys, json, numpy as np\nd = json.load(sys.stdin)';
  const results: Record<string, number[]> = JSON.parse(
    runOracle(python, ['-c', `${read}\n${program}`], JSON.stringify(input)),
  );
  return results;
}

/** PRE, TDD, TPI, NOISE → MAGT at 104 made-up stations. */
function readStations() {
  const [, ...lines] = readFileSync(join(oracles!, 'rf104.csv'), 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  const columns = [0, 1, 2, 3].map((i) => Float32Array.from(rows, (row) => row[i]!));
  return { columns, target: Float64Array.from(rows, (row) => row[4]!), rows: allRows(rows.length) };
}

// Leaves of one row mean the same in both programs; larger node sizes do not: scikit-learn counts a repeated row once.
const trees = 60;
const options = resolveOptions(mlRandomForest, { trees, minNodeSize: 1 });
const seeds = [1, 2, 3];

function train(table: ReturnType<typeof readStations>, seed: number): Promise<TrainedForest> {
  return trainForest({ ...table, options, seed }, trees, (task) => Promise.resolve(trainTrees(mlRandomForest, task)));
}

const forestScores = `
from sklearn.ensemble import RandomForestRegressor
X = np.array(d['columns']).T
y = np.array(d['target'])
fold = np.array(d['foldOfRow'])
forest = lambda seed: RandomForestRegressor(d['trees'], max_features=1.0, min_samples_split=2, oob_score=True, random_state=seed)
rmse = lambda p: float(np.sqrt(np.mean((p - y) ** 2)))
out = {'crossValidated': [], 'outOfBag': []}
for seed in range(6):
    p = np.zeros(len(y))
    for k in range(fold.max() + 1):
        p[fold == k] = forest(seed).fit(X[fold != k], y[fold != k]).predict(X[fold == k])
    out['crossValidated'].append(rmse(p))
    out['outOfBag'].append(rmse(forest(seed).fit(X, y).oob_prediction_))
print(json.dumps(out))
`;

describe('ml-random-forest against scikit-learn, all covariates per split', () => {
  withTable('has its cross-validated and out-of-bag RMSE within 2 deviations over its seeds', async () => {
    const table = readStations();
    const folds = randomFolds(table.target.length, 5, 1, 0);
    const theirs = runPython(forestScores, {
      columns: table.columns.map((column) => [...column]),
      target: [...table.target],
      foldOfRow: [...folds.foldOfRow],
      trees,
    });
    const crossValidated: number[] = [];
    const outOfBag: number[] = [];
    for (const seed of seeds) {
      const result = await crossValidate({ ...table, repeats: [folds], seed, concurrency: 1 }, async (task) => {
        const trained = await train({ ...table, rows: task.rows }, task.seed);
        return forestPredictor(trained.forest, table.columns);
      });
      crossValidated.push(result.repeats[0]!.pooled.rmse);
      const { forest, inBag } = await train(table, seed);
      const { predictions } = predictStretch({ ...table, forest, inBag }, 0, table.rows.length);
      outOfBag.push(scorePredictions(table.target, predictions)!.rmse);
    }
    for (const [ours, judge] of [
      [crossValidated, theirs['crossValidated']!],
      [outOfBag, theirs['outOfBag']!],
    ] as const) {
      expect(Math.abs(mean(ours) - mean(judge))).toBeLessThan(2 * sampleDeviation(judge));
    }
  });

  withTable('orders the importances TDD > PRE > TPI > NOISE', async () => {
    const table = readStations();
    const request = { ...table, options, seed: 1 };
    const importances = permutationImportance(request, await train(table, 1))!.map((item) => item.mean);
    const [pre, tdd, tpi, noise] = importances;
    expect([tdd, pre, tpi, noise]).toEqual(importances.toSorted((a, b) => b - a));
    expect(Math.abs(noise!)).toBeLessThan(0.05);
  });
});

describe('scores against scikit-learn', () => {
  withSklearn('equal its metrics to 1e-12 on 500 pairs', () => {
    const random = createRandom(4);
    const observed = Array.from({ length: 500 }, () => random.nextUnit() * 20 - 15);
    const predicted = observed.map((value) => 0.8 * value + random.nextUnit());
    const judge = runPython(
      `
from sklearn import metrics
a, b = np.array(d['observed']), np.array(d['predicted'])
print(json.dumps({'all': [metrics.mean_squared_error(a, b) ** 0.5, metrics.mean_absolute_error(a, b),
  float(np.mean(b - a)), metrics.r2_score(a, b), float(np.corrcoef(a, b)[0, 1] ** 2)]}))`,
      { observed, predicted },
    );
    const { rmse, mae, bias, r2, correlation2 } = scorePredictions(observed, predicted)!;
    expectClose([rmse, mae, bias, r2, correlation2], judge['all']!);
  });
});

describe('confusionMatrix against scikit-learn', () => {
  withSklearn('equals its accuracy, kappa, recall and precision to 1e-12 on 400 rows of six classes', () => {
    const random = createRandom(5);
    const observed = Array.from({ length: 400 }, () => random.nextBelow(6));
    const predicted = observed.map((value) => (random.nextBelow(3) === 0 ? random.nextBelow(6) : value));
    const judge = runPython(
      `
from sklearn import metrics
a, b = d['observed'], d['predicted']
print(json.dumps({'overall': [metrics.accuracy_score(a, b), metrics.cohen_kappa_score(a, b)],
  'recall': list(metrics.recall_score(a, b, average=None)), 'f1': list(metrics.f1_score(a, b, average=None)), 'precision': list(metrics.precision_score(a, b, average=None))}))`,
      { observed, predicted },
    );
    const ours = confusionMatrix(['a', 'b', 'c', 'd', 'e', 'f'], observed, predicted)!;
    expectClose([ours.overallAccuracy, ours.kappa], judge['overall']!);
    expectClose(ours.producersAccuracy, judge['recall']!);
    expectClose(ours.usersAccuracy, judge['precision']!);
    expectClose(ours.f1, judge['f1']!);
  });
});

function expectClose(ours: readonly (number | null)[], judge: readonly number[]): void {
  expect(ours).toHaveLength(judge.length);
  for (const [i, value] of ours.entries()) expect(Math.abs(value! - judge[i]!)).toBeLessThan(1e-12);
}
