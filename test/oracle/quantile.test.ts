/** A quantile regression forest over scikit-learn's trees, its weights counted by numpy. */
import { describe, expect } from 'vitest';
import { largestFloat32Below } from '../../src/forest/float32.ts';
import { LEAF, packForest } from '../../src/forest/forest.ts';
import { createDistribution } from '../../src/forest/quantile/distribution.ts';
import { makeTable } from '../forest/support/tables.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const probabilities = [0.05, 0.5, 0.95];

const program = `
import sys, json, numpy as np
from sklearn.ensemble import RandomForestRegressor
d = json.load(sys.stdin)
X, y, Z = np.array(d['X'], 'float32').T, np.array(d['y']), np.array(d['Z'], 'float32').T
forest = RandomForestRegressor(80, max_features=0.5, min_samples_leaf=3, random_state=1).fit(X, y)
rows, pixels = forest.apply(X), forest.apply(Z)
weights = np.zeros((len(Z), len(y)))
for t in range(rows.shape[1]):
    same = pixels[:, t][:, None] == rows[:, t][None, :]
    weights += same / same.sum(axis=1, keepdims=True) / rows.shape[1]
order = np.argsort(y)
shares = np.cumsum(weights[:, order], axis=1)
# As far as rounding goes: a share of 0.5 may come out as 0.49999999999.
quantiles = [[float(v) for v in y[order][np.argmax(shares >= p - 1e-9, axis=1)]] for p in d['probabilities']]
mean = weights @ y
deviation = np.sqrt((weights * (y[None, :] - mean[:, None]) ** 2).sum(axis=1))
trees = [e.tree_ for e in forest.estimators_]
print(json.dumps({'quantiles': quantiles, 'deviation': deviation.tolist(), 'trees': [
    {k: getattr(t, k).tolist() for k in ['children_right', 'feature', 'threshold']} for t in trees]}))
`;

interface Answer {
  readonly quantiles: readonly (readonly number[])[];
  readonly deviation: readonly number[];
  /** Nodes in depth-first order, left first, as a forest of this project has them. */
  readonly trees: readonly {
    readonly children_right: readonly number[];
    readonly feature: readonly number[];
    readonly threshold: readonly number[];
  }[];
}

describe('quantile regression forest against scikit-learn and numpy', () => {
  oracleTest(['sklearn'])('has the same quantiles and deviations over the same trees', () => {
    const { columns, target } = makeTable(150, 4, 3);
    const pixels = makeTable(400, 4, 4).columns;
    const answer: Answer = JSON.parse(
      runOracle(
        python,
        ['-c', program],
        JSON.stringify({ X: lists(columns), y: [...target], Z: lists(pixels), probabilities }),
      ),
    );
    const starts = [0];
    for (const { feature } of answer.trees) starts.push(starts.at(-1)! + feature.length);
    const nodes = answer.trees.flatMap(({ feature, threshold, children_right: right }, tree) =>
      feature.map((covariate, node) =>
        covariate < 0
          ? { feature: LEAF, threshold: 0, right: 0 }
          : { feature: covariate, threshold: roundDown(threshold[node]!), right: right[node]! + starts[tree]! },
      ),
    );
    const forest = packForest(4, {
      treeStarts: starts,
      feature: nodes.map((node) => node.feature),
      threshold: nodes.map((node) => node.threshold),
      right: nodes.map((node) => node.right),
      value: nodes.map(() => 0),
    });
    const outputs = [...probabilities, 0].map(() => new Float32Array(400));
    createDistribution(forest, { columns, target, positions: null, folds: null }, probabilities)(pixels, 400, outputs);
    expect(outputs.slice(0, 3).map((values) => [...values])).toEqual(
      answer.quantiles.map((values) => values.map(Math.fround)),
    );
    const deviation = outputs[3]!;
    const worst = Math.max(...answer.deviation.map((value, i) => Math.abs(value - deviation[i]!)));
    expect(worst).toBeLessThan(1e-6 /* °C */);
  });
});

function lists(values: readonly Float32Array[]): number[][] {
  return values.map((column) => [...column]);
}

/** The largest float32 that is not above a threshold of 64 bits: the same float32 values go left. */
function roundDown(threshold: number): number {
  return Math.fround(threshold) === threshold ? threshold : largestFloat32Below(threshold);
}
