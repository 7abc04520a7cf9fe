/** `npm run demo`: the whole job on the shipped region, into data/demo. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { toPlainError } from './core/errors.ts';
import { runProcess } from './cli/runProcess.ts';
import { createProgressBar } from './cli/progressBar.ts';
import { crossValidateProcess } from './processes/crossValidate.ts';
import { predictProcess } from './processes/predict.ts';
import { trainProcess } from './processes/train.ts';
import type { Json } from './core/json.ts';
import type { RunReport } from './cli/runProcess.ts';
import type { Process } from './processes/process.ts';

const root = join(import.meta.dirname, '..');
const seeds = join(root, 'seeds', 'siberia-nechina');
const out = join(root, 'data', 'demo');
const names = ['elevation', 'slope', 'tpi', 'maat', 'bio10', 'precip', 'tdd'];
const covariates = Object.fromEntries(names.map((name) => [name, join(seeds, 'covariates', `${name}.tif`)]));
const training = { boreholes: join(seeds, 'boreholes.csv'), target: 'magt_c', covariates, seed: 1 };

async function run(
  process: Process,
  inputs: { readonly [name: string]: Json },
  step: string,
  folder = out,
): Promise<RunReport> {
  const bar = createProgressBar(globalThis.process.stderr);
  globalThis.process.stdout.write(`\n${step}\n`);
  try {
    return await runProcess(
      process,
      { inputs, out: `${folder}/`, reading: { columns: {}, units: {} }, threads: null, json: false },
      { signal: new AbortController().signal, progress: (share, message) => bar.update(share, message), log: () => {} },
    );
  } finally {
    bar.done();
  }
}

function score(title: string, scores: Json | undefined): string {
  const { rmse, mae, bias, r2, n } = scores as { rmse: number; mae: number; bias: number; r2: number; n: number };
  return `  ${title.padEnd(34)} RMSE ${rmse.toFixed(2)} °C   MAE ${mae.toFixed(2)}   bias ${bias.toFixed(2)}   R² ${r2.toFixed(2)}   n ${n}\n`;
}

type Scores = { readonly [name: string]: Json };

async function demo(): Promise<void> {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const trained = await run(
    trainProcess,
    training,
    `Training on ${relative(root, training.boreholes)} with ${names.join(', ')}`,
  );
  const scores = trained.values['scores'] as Scores;
  const random = await run(
    crossValidateProcess,
    { ...training, scheme: 'random', folds: 10 },
    'Cross-validating with random folds',
    // Its pictures have the names of the training's.
    join(out, 'random'),
  );
  const randomScores = random.values['scores'] as Scores;
  const mapped = await run(predictProcess, { model: join(out, 'model.cfm'), covariates }, 'Predicting the map');
  const all = {
    training: scores,
    random: randomScores,
    classes: random.values['classes']!,
    map: mapped.values['summary']!,
  };
  await writeFile(join(out, 'scores.json.part'), `${JSON.stringify(all, null, 2)}\n`);
  await rename(join(out, 'scores.json.part'), join(out, 'scores.json'));

  const places = (scores['crossValidated'] as Scores)['overall'];
  process.stdout.write(
    `\nScores of ${names.length} covariates at ${JSON.stringify(scores['n'])} stations\n${score('out of bag', scores['outOfBag'])}${score('ten folds, places kept together', places)}${score('ten random folds', randomScores['overall'])}\n`,
  );
  const files = [
    'magst.tif',
    'preview.png',
    'scores.json',
    'model.cfm',
    'predictedObservedPlot.svg',
    'errorMap.svg',
  ].map((name) => relative(root, join(out, name)));
  for (const file of files) process.stdout.write(`  ${file}\n`);
  process.stdout.write(
    `${JSON.stringify({ n: scores['n'], outOfBag: scores['outOfBag'], crossValidated: places, random: randomScores['overall'], files })}\n`,
  );
}

try {
  await demo();
} catch (error) {
  process.stderr.write(`cryoforest: ${toPlainError(error).message}\n`);
  process.exitCode = 1;
}
