/**
 * Training by this program, ranger and scikit-learn, one thread each, process CPU time: one JSON line per table, of
 * numbers and of classes. ml-random-forest grows few trees, and its time is scaled to all of them. Then the largest
 * tables, and what a second thread gains in wall time, beside what a second process gains that shares nothing with it.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepCompiledCode } from '../../src/compileCache.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import type { TreeEngine, TreeBatch } from '../../src/forest/engine.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { trainForest, treesPerBatch } from '../../src/forest/trainForest.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import type { ComputePool } from '../../src/pool/computePool.ts';
import { python, runOracle } from '../support/oracles.ts';
import { measureSpeedUps } from './speedUp.ts';
import type { Pair } from './speedUp.ts';
import { makeTable, seed } from './trainTable.ts';
import type { Table } from './trainTable.ts';

const trees = 500;
/** Rows, covariates, trees that ml-random-forest grows in some seconds. */
const sizes = [
  [104, 6, 100],
  [1_000, 10, 5],
  [10_000, 10, 0],
] as const;

function cpuSeconds(engine: TreeEngine, table: Table, treeCount: number): number {
  const options = resolveOptions(engine, { trees: treeCount });
  const before = process.cpuUsage();
  trainTrees(engine, { ...table, options, seed, firstTree: 0, treeCount });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Runs of each program: a table of few rows takes milliseconds, in which compiling and chance weigh most. */
function runsOf(rowCount: number): number {
  return rowCount < 1000 ? 25 : 3;
}

/** The least: what else runs on the machine only ever adds. */
function least(rowCount: number, run: () => number): number {
  return Math.min(...Array.from({ length: runsOf(rowCount) }, run));
}

// scikit-learn counts a repeated row once, so that nodes of "more than 5" are not the same nodes; its trees are smaller.
const scikitLearn = `
import sys, json, time, numpy as np
from sklearn.ensemble import RandomForestRegressor
d = json.load(sys.stdin)
X, y, t = np.array(d['columns'], np.float32).T, np.array(d['target']), []
for seed in range(d['runs']):
    start = time.process_time()
    RandomForestRegressor(d['trees'], max_features=1/3, min_samples_split=6, n_jobs=1, random_state=seed).fit(X, y)
    t.append(time.process_time() - start)
print(min(t))`;

/** null where it is not installed. */
function secondsOf(program: string, args: readonly string[], input = ''): number | null {
  try {
    return Number(runOracle(program, args, input));
  } catch {
    return null;
  }
}

function scikitLearnSeconds({ columns, target }: Table): number | null {
  const input = JSON.stringify({
    trees,
    runs: runsOf(target.length),
    columns: columns.map((column) => [...column]),
    target: [...target],
  });
  return secondsOf(python, ['-c', scikitLearn], input);
}

// Out-of-bag errors are left out on both sides. Without verbose = FALSE a long training prints its progress as output.
const ranger = `
suppressMessages(library(ranger))
a <- commandArgs(TRUE)
d <- read.csv(a[1])
classes <- a[3] == "classes"
if (classes) d$y <- factor(d$y)
mtry <- max(1, floor(if (classes) sqrt(ncol(d) - 1) else (ncol(d) - 1) / 3))
t <- sapply(1:as.integer(a[4]), function(seed) sum(system.time(ranger(dependent.variable.name = "y", data = d, num.trees = as.integer(a[2]),
  mtry = mtry, num.threads = 1, seed = seed, oob.error = FALSE, write.forest = TRUE, verbose = FALSE))[1:2]))
cat(min(t))`;

function rangerSeconds({ columns, target, classCount }: Table): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'cryoforest-bench-'));
  const path = join(folder, 'table.csv');
  const header = [...columns.map((_, i) => `x${i}`), 'y'].join(',');
  const lines = Array.from(target, (value, row) => [...columns.map((column) => column[row]!), value].join(','));
  writeFileSync(path, `${header}\n${lines.join('\n')}\n`);
  const kind = classCount === null ? 'numbers' : 'classes';
  const seconds = secondsOf('Rscript', ['-e', ranger, path, String(trees), kind, String(runsOf(target.length))]);
  rmSync(folder, { recursive: true });
  return seconds;
}

function ratio(ours: number, theirs: number | null): number | null {
  return theirs === null ? null : Number((ours / theirs).toFixed(2));
}

for (const [rowCount, covariateCount, mlTrees] of sizes) {
  const table = makeTable(rowCount, covariateCount);
  const firstSeconds = cpuSeconds(cryoforest, table, trees);
  const seconds = least(rowCount, () => cpuSeconds(cryoforest, table, trees));
  const mlSeconds = mlTrees === 0 ? null : (cpuSeconds(mlRandomForest, table, mlTrees) / mlTrees) * trees;
  const rangers = rangerSeconds(table);
  const sklearnSeconds = scikitLearnSeconds(table);
  const ratios = { toRanger: ratio(seconds, rangers), toSklearn: ratio(seconds, sklearnSeconds) };
  const measured = { firstSeconds, seconds, rangerSeconds: rangers, sklearnSeconds, mlSeconds, ...ratios };
  console.log(JSON.stringify({ rows: rowCount, covariates: covariateCount, trees, ...measured }));
}

for (const [rowCount, covariateCount] of sizes) {
  const table = makeTable(rowCount, covariateCount, 4);
  const seconds = least(rowCount, () => cpuSeconds(cryoforest, table, trees));
  const rangers = rangerSeconds(table);
  const measured = { seconds, rangerSeconds: rangers, toRanger: ratio(seconds, rangers) };
  console.log(JSON.stringify({ rows: rowCount, covariates: covariateCount, classes: 4, trees, ...measured }));
}

for (const [rowCount, treeCount] of [
  [100_000, 20],
  [1_000_000, 2],
] as const) {
  const seconds = cpuSeconds(cryoforest, makeTable(rowCount, 10), treeCount);
  const { maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ rows: rowCount, covariates: 10, trees: treeCount, seconds, peakMb: maxRSS / 1024 }));
}

/** A whole training as jobs have it: batches in threads, then joined. */
async function train(pool: ComputePool, table: Table, treeCount: number): Promise<void> {
  const request = { ...table, options: resolveOptions(cryoforest, { trees: treeCount }), seed };
  const named = { engine: cryoforest.name, training: randomUUID() };
  await trainForest(request, treesPerBatch(table.rows.length), (task) =>
    pool.run<TreeBatch>('trainTrees', { ...named, ...task }, new AbortController().signal),
  );
}

// Threads start as the program's do.
keepCompiledCode();
const large = makeTable(10_000, 10);
const pools = [createComputePool(1), createComputePool(2)] as const;
const threads: Pair = { one: () => train(pools[0], large, trees), two: () => train(pools[1], large, trees) };
const batches = trees / treesPerBatch(large.rows.length);
const speedUps = await measureSpeedUps(9, threads, 'trainAlone.ts', [], 2 * Math.ceil(batches / 2));
await Promise.all(pools.map((pool) => pool.close()));
console.log(JSON.stringify({ rows: 10_000, covariates: 10, trees, ...speedUps }));
