/** scikit-learn as the judge of partial dependence: it asks the trees of this forest, handed over node by node. */
import { describe, expect } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { traceEffect } from '../../src/forest/effects.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { createNumberKernel } from '../../src/forest/relation.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { makeTable } from '../forest/support/tables.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const withSklearn = oracleTest(['sklearn']);

/** An estimator whose probabilities are shares of the votes of trees that it is given. */
const program = `
import sys, json, numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.inspection import partial_dependence
d = json.load(sys.stdin)
class Votes(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.arange(d['classes'])
        return self
    def predict_proba(self, X):
        votes = np.zeros((len(X), d['classes']))
        for start in d['treeStarts'][:-1]:
            for i, row in enumerate(X):
                node = start
                while d['feature'][node] >= 0:
                    left = np.float32(row[d['feature'][node]]) <= np.float32(d['threshold'][node])
                    node = node + 1 if left else d['right'][node]
                votes[i, int(d['value'][node])] += 1
        return votes / votes.sum(axis=1, keepdims=True)
X = np.array(d['columns']).T
votes = Votes().fit(X, None)
out = []
for covariate in range(X.shape[1]):
    # With a grid no coarser than the values, scikit-learn asks for every value.
    found = partial_dependence(votes, X, [covariate], method='brute', kind='average', grid_resolution=len(X) + 1, response_method='predict_proba')
    grid = found['grid_values'] if 'grid_values' in found else found['values']
    out.append({'values': grid[0].tolist(), 'average': found['average'].tolist()})
print(json.dumps(out))
`;

interface Traced {
  readonly values: readonly number[];
  /** Per class, per value. */
  readonly average: readonly (readonly number[])[];
}

describe('partial dependence of a forest of classes', () => {
  withSklearn('equals scikit-learn’s, method brute, on the same trees, class by class', async () => {
    const made = makeTable(40, 3);
    const classCount = 4;
    const target = made.target.map((value) => Math.min(3, Math.max(0, Math.floor(-value / 3))));
    const options = resolveOptions(cryoforest, { trees: 12 });
    const request = { ...made, target, classCount, options, seed: 1 };
    const { forest } = await trainForest(request, 12, (task) => Promise.resolve(trainTrees(cryoforest, task)));
    const theirs: readonly Traced[] = JSON.parse(
      runOracle(
        python,
        ['-c', program],
        JSON.stringify({
          treeStarts: [...forest.treeStarts],
          feature: [...forest.feature],
          threshold: [...forest.threshold],
          right: [...forest.right],
          value: [...forest.value],
          classes: classCount,
          columns: made.columns.map((column) => [...column]),
        }),
      ),
    );
    for (const [covariate, { values, average }] of theirs.entries()) {
      expect(average).toHaveLength(classCount);
      for (const [own, expected] of average.entries()) {
        const { predict } = createNumberKernel({ forest }, own);
        const curve = traceEffect(predict, made.columns, covariate, made.target.length);
        expect([...curve.values]).toEqual(values);
        for (const [k, share] of expected.entries()) {
          expect(Math.abs(curve.partialDependence[k]! - share)).toBeLessThan(1e-7);
        }
      }
    }
  });
});
