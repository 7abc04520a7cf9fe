/**
 * What formulas cost beside reading the layers that they name, in one thread: `npm run bench:formula [pixels per side]`
 * prints one JSON line of CPU-seconds over rasters that the program wrote itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEvaluator, createTally } from '../../src/formula/evaluator.ts';
import type { functions } from '../../src/formula/operations.ts';
import { parseFormula } from '../../src/processes/inputs/parseFormula.ts';
import { tileSizePx } from '../../src/raster/cogPlan.ts';
import { createLayerReader } from '../../src/raster/layers.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { placeOf, rounded, secondsSince } from './costs.ts';

const side = Number(process.argv[2] ?? 4096);
const names = ['nir', 'red', 'blue'] as const;
const formulas = [
  '(nir - red) / (nir + red)',
  '2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1)',
  'nir / (nir + red)',
  'nir ^ 2',
  'nir > 30 and red < 10 ? nir : red',
  'sqrt(abs(nir - red))',
  'exp(-0.01 * nir) * sin(red)',
  '0.4 + 0.3 * log(200 + nir) - 0.01 * red ^ 1.5',
  // Half of the cells have none, and all: each is asked for its cause.
  'log(nir)',
  'sqrt(-1 - nir ^ 2)',
  // Every function by itself, of arguments that have a value. The layers lie between −190 and 190.
  ...(['abs', 'cbrt', 'sin', 'cos', 'tan', 'atan', 'floor', 'ceil', 'round', 'sign'] as const).map(
    (name: keyof typeof functions) => `${name}(nir)`,
  ),
  ...(['sqrt', 'log', 'log2', 'log10'] as const).map((name: keyof typeof functions) => `${name}(200 + nir)`),
  ...(['exp', 'asin', 'acos'] as const).map((name: keyof typeof functions) => `${name}(nir / 200)`),
  ...(['atan2', 'min', 'max'] as const).map((name: keyof typeof functions) => `${name}(nir, red)`),
  '(200 + nir) ^ 0.7',
  '(200 + nir) ^ (red / 200)',
  'not (nir > 30) or red == 0',
];

const folder = await mkdtemp(join(tmpdir(), 'cryoforest-bench-'));
try {
  const { covariates } = await makeSyntheticStack(folder, { widthPx: side, heightPx: side }, [...names]);
  const costs: Record<string, { read: number; evaluate: number; share: number }> = {};
  for (const text of formulas) {
    // Of three, so that compilation and a busy machine count less.
    const runs = [await measure(text, covariates), await measure(text, covariates), await measure(text, covariates)];
    const [read, evaluate] = [Math.min(...runs.map((run) => run.read)), Math.min(...runs.map((run) => run.evaluate))];
    costs[text] = { read: rounded(read), evaluate: rounded(evaluate), share: rounded(evaluate / read) };
  }
  console.log(JSON.stringify({ bench: 'formula', unit: 'CPU-seconds', side, costs }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** In the windows of a map's chunks. */
async function measure(
  text: string,
  paths: Readonly<Record<string, string>>,
): Promise<{ readonly read: number; readonly evaluate: number }> {
  const formula = await parseFormula(text, [...names]);
  const layers = formula.layers.map((name) => ({ kind: 'raster', path: paths[name]!, band: 1 }) as const);
  const { grid, crs } = await placeOf(layers[0]!.path);
  const reader = createLayerReader(grid, crs);
  const evaluate = createEvaluator(formula);
  const tally = createTally(formula);
  const spent = { read: 0, evaluate: 0 };
  const width = Math.min(1024, side);
  const out = new Float32Array(width * tileSizePx);
  for (let xPx = 0; xPx + width <= side; xPx += width) {
    for (let yPx = 0; yPx + tileSizePx <= side; yPx += tileSizePx) {
      const start = process.cpuUsage();
      const columns = await reader.read(layers, { xPx, yPx, widthPx: width, heightPx: tileSizePx });
      spent.read += secondsSince(start);
      const middle = process.cpuUsage();
      evaluate(columns, out.length, out, tally);
      spent.evaluate += secondsSince(middle);
    }
  }
  await reader.close();
  return spent;
}
