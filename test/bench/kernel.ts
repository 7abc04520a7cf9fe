/**
 * The prediction kernels on one forest, beside scikit-learn on one job, each in one thread: a JSON line per kernel with
 * million pixels per second of processor time. node test/bench/kernel.ts
 *
 * BENCH_PIXELS, BENCH_ROWS, BENCH_TREES and BENCH_NODE (rows of a node that is not split) choose another case.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, shuffle } from '../../src/core/random.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { resolveOptions } from '../../src/forest/engine.ts';
import { viewForest } from '../../src/forest/forest.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { createKernel } from '../../src/forest/kernel.ts';
import { createMaskKernel } from '../../src/forest/kernel/maskKernel.ts';
import { createWalkKernel } from '../../src/forest/kernel/walkKernel.ts';
import { predictBlock } from '../../src/forest/predict.ts';
import { python, runOracle } from '../support/oracles.ts';

const setting = (name: string, otherwise: number): number => Number(process.env[`BENCH_${name}`] ?? otherwise);
const pixelCount = setting('PIXELS', 2 ** 17);
const rowCount = setting('ROWS', 104);
const trees = setting('TREES', 500);
const minNodeSize = setting('NODE', 5);
const REPEATS = 3;
const COVARIATES = 6;
const random = createRandom(1);

type Predict = (columns: readonly Float32Array[], count: number, out: Float32Array, widthPx?: number) => void;
interface Pixels {
  readonly name: string;
  readonly columns: readonly Float32Array[];
}

/** Six covariates over a square: waves of different lengths, and a little noise per cell. */
function makeMap(): Float32Array[] {
  const side = Math.ceil(Math.sqrt(pixelCount));
  return Array.from({ length: COVARIATES }, (_, covariate) => {
    const wave = side / (1 + covariate);
    return Float32Array.from({ length: pixelCount }, (__, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return Math.sin((x + 2 * covariate) / wave) + Math.cos(y / wave + covariate) + 0.05 * random.nextUnit();
    });
  });
}

function trainOn(columns: readonly Float32Array[]): { readonly forest: Forest; readonly table: readonly number[][] } {
  const places = Array.from({ length: rowCount }, () => random.nextBelow(pixelCount));
  const rowsOf = columns.map((column) => Float32Array.from(places, (place) => column[place]!));
  const target = Float64Array.from(
    places,
    (_, i) => 3 * rowsOf[0]![i]! - 2 * rowsOf[1]![i]! ** 2 + rowsOf[2]![i]! + random.nextUnit(),
  );
  const options = resolveOptions(cryoforest, { trees, minNodeSize });
  const rows = Uint32Array.from({ length: rowCount }, (_, i) => i);
  const batch = cryoforest.trainTrees({
    columns: rowsOf,
    target,
    rows,
    options,
    seed: 1,
    firstTree: 0,
    treeCount: trees,
  });
  return { forest: viewForest(batch.forest), table: [...rowsOf.map((column) => [...column]), [...target]] };
}

/** Median over repeats, after one to warm up. */
function measure(predict: Predict, { columns }: Pixels): number {
  const out = new Float32Array(pixelCount);
  const seconds = Array.from({ length: REPEATS + 1 }, () => {
    const before = process.cpuUsage();
    predict(columns, pixelCount, out, Math.ceil(Math.sqrt(pixelCount)));
    const used = process.cpuUsage(before);
    return (used.user + used.system) / 1e6;
  }).slice(1);
  return pixelCount / 1e6 / seconds.toSorted((a, b) => a - b)[REPEATS >> 1]!;
}

const sklearnProgram = `
import sys, json, time, numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn import __version__
d = json.load(sys.stdin)
table = np.array(d['table'])
forest = RandomForestRegressor(d['trees'], max_features=1 / 3, min_samples_split=d['minNodeSize'] + 1, n_jobs=1, random_state=1)
forest.fit(table[:-1].T.astype('float32'), table[-1])
leaves = float(np.mean([tree.get_n_leaves() for tree in forest.estimators_]))
for name, path in d['maps']:
    x = np.ascontiguousarray(np.fromfile(path, 'float32').reshape(${COVARIATES}, -1).T)
    forest.predict(x[:1000])
    used = []
    for _ in range(3):
        start = time.process_time()
        forest.predict(x)
        used.append(time.process_time() - start)
    print(json.dumps({'kernel': 'scikit-learn ' + __version__, 'pixels': name, 'mpxPerCpuSecond': round(len(x) / 1e6 / sorted(used)[1], 3), 'leavesPerTree': round(leaves, 1)}))
`;

async function runSklearn(table: readonly number[][], maps: readonly Pixels[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-kernel-'));
  try {
    const files: [string, string][] = [];
    for (const { name, columns } of maps) {
      const path = join(folder, name);
      await writeFile(path, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))));
      files.push([name, path]);
    }
    console.log(
      runOracle(python, ['-c', sklearnProgram], JSON.stringify({ table, trees, minNodeSize, maps: files })).trim(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const smooth = makeMap();
const order = Uint32Array.from({ length: pixelCount }, (_, i) => i);
shuffle(order, random);
const maps: Pixels[] = [
  { name: 'smooth', columns: smooth },
  { name: 'shuffled', columns: smooth.map((column) => Float32Array.from(order, (i) => column[i]!)) },
];
const { forest, table } = trainOn(smooth);
const leavesPerTree = Number(((forest.feature.length / trees + 1) / 2).toFixed(1));
const start = process.cpuUsage();
const chosen = createKernel(forest);
const built = process.cpuUsage(start);
console.log(JSON.stringify({ built: chosen.name, cpuMs: (built.user + built.system) / 1e3 }));
const walk = createWalkKernel(forest, Infinity);
const masks = createMaskKernel(forest, Infinity);
const kernels: [string, Predict][] = [
  ['js-blocks', (columns, count, out) => predictBlock(forest, columns, count, out)],
  ...(walk === null ? [] : [[walk.name, walk.predict] satisfies [string, Predict]]),
  ...(masks === null || chosen.name === masks.name ? [] : [[masks.name, masks.predict] satisfies [string, Predict]]),
  ...(chosen.name === walk?.name ? [] : [[chosen.name, chosen.predict] satisfies [string, Predict]]),
];
for (const [kernel, predict] of kernels) {
  for (const pixels of maps) {
    const mpxPerCpuSecond = Number(measure(predict, pixels).toFixed(3));
    console.log(JSON.stringify({ kernel, pixels: pixels.name, mpxPerCpuSecond, leavesPerTree }));
  }
}
await runSklearn(table, maps);
