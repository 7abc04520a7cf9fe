/**
 * Training by this program and by scikit-learn, one thread each, process CPU time: one JSON line per size.
 * ml-random-forest grows few trees, and its time is scaled to all of them.
 */
import { createRandom } from '../../src/core/random.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import type { Engine } from '../../src/forest/engine.ts';
import { resolveOptions } from '../../src/forest/engine.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { python, runOracle } from '../support/oracles.ts';

const trees = 500;
const seed = 1;
/** Rows, covariates, trees that ml-random-forest grows in some seconds. */
const sizes = [
  [104, 6, 100],
  [1_000, 10, 5],
  [10_000, 10, 0],
] as const;

function makeTable(rowCount: number, covariateCount: number) {
  const random = createRandom(seed);
  const columns = Array.from({ length: covariateCount }, () =>
    Float32Array.from({ length: rowCount }, () => random.nextUnit()),
  );
  const target = Float64Array.from({ length: rowCount }, (_, i) => {
    const [a, b, c, d] = columns.map((column) => column[i]!);
    const noise = random.nextUnit() + random.nextUnit() + random.nextUnit() - 1.5;
    return 10 * Math.sin(Math.PI * a! * b!) + 20 * (c! - 0.5) ** 2 + 5 * d! + noise;
  });
  return { columns, target, rows: Uint32Array.from(target.keys()) };
}

function cpuSeconds(engine: Engine, table: ReturnType<typeof makeTable>, treeCount: number): number {
  const options = resolveOptions(engine, { trees: treeCount });
  const before = process.cpuUsage();
  engine.trainTrees({ ...table, options, seed, firstTree: 0, treeCount });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Least of three: what else runs on the machine only ever adds. */
function least(run: () => number): number {
  return Math.min(run(), run(), run());
}

// scikit-learn counts a repeated row once, so that nodes of "more than 5" are not the same nodes; its trees are smaller.
const scikitLearn = `
import sys, json, time, numpy as np
from sklearn.ensemble import RandomForestRegressor
d = json.load(sys.stdin)
X, y, t = np.array(d['columns'], np.float32).T, np.array(d['target']), []
for seed in range(3):
    start = time.process_time()
    RandomForestRegressor(d['trees'], max_features=1/3, min_samples_split=6, n_jobs=1, random_state=seed).fit(X, y)
    t.append(time.process_time() - start)
print(min(t))`;

function scikitLearnSeconds({ columns, target }: ReturnType<typeof makeTable>): number | null {
  const input = JSON.stringify({ trees, columns: columns.map((column) => [...column]), target: [...target] });
  try {
    return Number(runOracle(python, ['-c', scikitLearn], input));
  } catch {
    return null;
  }
}

for (const [rowCount, covariateCount, mlTrees] of sizes) {
  const table = makeTable(rowCount, covariateCount);
  const firstSeconds = cpuSeconds(cryoforest, table, trees);
  const seconds = least(() => cpuSeconds(cryoforest, table, trees));
  const mlSeconds = mlTrees === 0 ? null : (cpuSeconds(mlRandomForest, table, mlTrees) / mlTrees) * trees;
  const sklearnSeconds = scikitLearnSeconds(table);
  console.log(
    JSON.stringify({
      rows: rowCount,
      covariates: covariateCount,
      trees,
      firstSeconds,
      seconds,
      sklearnSeconds,
      mlSeconds,
    }),
  );
}
