/**
 * What quantiles cost beside the mean: the benchmark map with the band mean alone, then with mean,q05,q50,q95,sd, in
 * turn, and the ratio of their processor times. `npm run bench:quantile`, or `npm run -s bench:quantile -- FOLDER` for
 * a folder made before. BENCH_SIZE sets the side of the map, BENCH_BANDS other bands.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../src/cli/runProcess.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { python, runOracle, sharedFolder } from '../support/oracles.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';

const names = ['pre', 'tdd', 'tpi', 'elevation', 'slope', 'ndvi'] as const;
const sizePx = Number(process.env['BENCH_SIZE'] ?? 1024);
const manyBands = process.env['BENCH_BANDS'] ?? 'mean,q05,q50,q95,sd';
const repeats = 3;
const options = { signal: new AbortController().signal, progress: () => {}, log: () => {} };
const given = { reading: { columns: {}, units: {} }, threads: null, json: true };

const scratch = await mkdtemp(join(tmpdir(), 'cryoforest-quantile-'));
try {
  const folder = process.argv[2] ?? (await makeMap(join(scratch, 'map')));
  const covariates = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.tif`)]));
  const model = join(scratch, 'model.cfm');
  const training = { boreholes: join(folder, 'stations.csv'), target: 'magst_c', covariates };
  const inputs = { ...training, crossValidation: { scheme: 'none' } };
  await runProcess(trainProcess, { ...given, inputs, out: model }, options);
  const predict = async (bands: string): Promise<{ cpuS: number; wallS: number; megabytes: number }> => {
    const out = join(scratch, 'map.tif');
    const [cpu, startMs] = [process.cpuUsage(), performance.now()];
    await runProcess(predictProcess, { ...given, inputs: { model, covariates, bands }, out }, options);
    const { user, system } = process.cpuUsage(cpu);
    const wallS = (performance.now() - startMs) / 1000;
    return { cpuS: (user + system) / 1e6, wallS, megabytes: (await stat(out)).size / 2 ** 20 };
  };
  // A first one of each, for the compiler.
  for (const bands of ['mean', manyBands]) await predict(bands);
  const ratios: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const mean = await predict('mean');
    const many = await predict(manyBands);
    ratios.push(many.cpuS / mean.cpuS);
    console.log(JSON.stringify({ mean: rounded(mean), [manyBands]: rounded(many), ratio: round(ratios.at(-1)!) }));
  }
  const median = ratios.toSorted((a, b) => a - b)[repeats >> 1]!;
  console.log(`${manyBands} took ${round(median)} times the processor time of the mean alone (median of ${repeats})`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function makeMap(folder: string): Promise<string> {
  const scripts = sharedFolder('bench');
  if (scripts === null) await makeSyntheticStack(folder, { widthPx: sizePx, heightPx: sizePx }, names);
  else runOracle(python, [join(scripts, 'make_benchmark.py'), folder, String(sizePx)]);
  return folder;
}

function rounded(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
