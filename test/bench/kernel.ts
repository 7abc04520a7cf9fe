/**
 * The prediction kernel that is chosen for forests of 500 trees over six covariates, in one thread, as ratios of
 * processor times within one run: times faster than scikit-learn on one job, and beside the mask kernel's twin in C. Then
 * what a second thread gains in wall time, and what a second process does. `npm run -s bench:kernel`: a JSON line per case.
 *
 * BENCH_CASES chooses cases by their number, such as 0,2; BENCH_SIDE another side of the maps.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { createKernel } from '../../src/forest/kernel.ts';
import { createMaskKernel } from '../../src/forest/kernel/maskKernel.ts';
import type { Kernel } from '../../src/forest/kernel/wasm.ts';
import { python, runOracle } from '../support/oracles.ts';
import type { Pixels } from './kernelCases.ts';
import { cases, makeCase, trees } from './kernelCases.ts';
import type { KernelTask } from './kernelThread.ts';
import { runTwin } from './kernelTwin.ts';
import { measureSpeedUps } from './speedUp.ts';
import type { Pair, SpeedUps } from './speedUp.ts';

const repeats = 3;
/** So long one thread is at work in its turn. */
const turnSeconds = 0.3;
const rounds = 30;

type Built = ReturnType<typeof makeCase>;

/** Least processor time of one turn, after one to warm up. */
async function leastSeconds(turn: () => void | Promise<void>): Promise<number> {
  let least = Infinity;
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const before = process.cpuUsage();
    await turn();
    const { user, system } = process.cpuUsage(before);
    if (repeat > 0) least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

function secondsOf(kernel: Kernel, { columns }: Pixels, sidePx: number): Promise<number> {
  const out = new Float32Array(sidePx ** 2);
  return leastSeconds(() => kernel.predict(columns, out.length, out, sidePx));
}

/** Of two threads that predict a map, some times each. */
async function scaling(caseNumber: number, mapNumber: number, one: Built, mapSeconds: number): Promise<SpeedUps> {
  const times = Math.ceil(turnSeconds / mapSeconds / 2);
  const task: KernelTask = {
    forest: one.forest.buffer,
    columns: one.maps[mapNumber]!.columns,
    sidePx: cases[caseNumber]!.sidePx,
    times,
  };
  const filename = join(import.meta.dirname, 'kernelThread.ts');
  const startThreads = (threads: number): Piscina =>
    new Piscina({ filename, minThreads: threads, maxThreads: threads, workerData: {} });
  const [single, double] = [startThreads(1), startThreads(2)];
  const threads: Pair = {
    one: () => single.run({ ...task, times: 2 * times }),
    two: () => Promise.all([double.run(task), double.run(task)]),
  };
  const args = [String(caseNumber), String(mapNumber)];
  const speedUps = await measureSpeedUps(rounds, threads, 'kernelAlone.ts', args, 2 * times);
  await Promise.all([single.destroy(), double.destroy()]);
  return speedUps;
}

const sklearnProgram = `
import sys, json, time, numpy as np
from sklearn.ensemble import RandomForestRegressor
d = json.load(sys.stdin)
table = np.array(d['table'])
forest = RandomForestRegressor(d['trees'], max_features=1 / 3, min_samples_split=d['minNodeSize'] + 1, n_jobs=1, random_state=1)
forest.fit(table[:-1].T.astype('float32'), table[-1])
for path in d['files']:
    x = np.ascontiguousarray(np.fromfile(path, 'float32').reshape(len(table) - 1, -1).T)
    forest.predict(x[:1000])
    used = []
    for _ in range(3):
        start = time.process_time()
        forest.predict(x)
        used.append(time.process_time() - start)
    print(min(used))
`;

/** @returns seconds per map; null where it is not installed */
async function runSklearn(table: readonly (readonly number[])[], minNodeSize: number, maps: readonly Pixels[]) {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-kernel-'));
  try {
    const files = maps.map(({ name }) => join(folder, name));
    for (const [i, { columns }] of maps.entries()) {
      await writeFile(files[i]!, Buffer.concat(columns.map((column) => Buffer.from(column.buffer))));
    }
    const printed = runOracle(python, ['-c', sklearnProgram], JSON.stringify({ table, trees, minNodeSize, files }));
    return printed.trim().split('\n').map(Number);
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const round = (value: number): number => Number(value.toPrecision(3));
const missing = 'not installed here';
const chosen = process.env['BENCH_CASES']?.split(',').map(Number) ?? [...cases.keys()];
for (const caseNumber of chosen) {
  const one = cases[caseNumber]!;
  const built = makeCase(one);
  const { forest, table, maps } = built;
  const kernel = createKernel(forest);
  const masks = createMaskKernel(forest, Infinity);
  const peer = await runSklearn(table, one.minNodeSize, maps);
  for (const [i, pixels] of maps.entries()) {
    const seconds = await secondsOf(kernel, pixels, one.sidePx);
    const twin = masks === null ? null : await runTwin(forest, pixels.columns);
    const line = {
      case: one.name,
      pixels: pixels.name,
      kernel: kernel.name,
      leavesPerTree: round((forest.feature.length / trees + 1) / 2),
      mpxPerCpuSecond: round(one.sidePx ** 2 / 1e6 / seconds),
      timesScikitLearn: peer === null ? missing : round(peer[i]! / seconds),
      masksBesideC:
        masks === null
          ? 'no mask tables'
          : twin === null
            ? missing
            : round(twin / (await secondsOf(masks, pixels, one.sidePx))),
      ...(await scaling(caseNumber, i, built, seconds)),
    };
    console.log(JSON.stringify(line));
  }
}
