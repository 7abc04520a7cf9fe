/** Peak memory of a prediction by the size of its map: `npm run bench:memory`. Each size in a process of its own. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../src/cli/runProcess.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';

const names = ['pre', 'tdd', 'tpi'] as const;
const sizesPx = [2048, 8192];
const options = { signal: new AbortController().signal, progress: () => {}, log: () => {} };
const given = { reading: { columns: {}, units: {} }, threads: null, json: true };

async function predictAndTell(folder: string, model: string): Promise<void> {
  const covariates = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.tif`)]));
  const startMs = performance.now();
  await runProcess(predictProcess, { ...given, inputs: { model, covariates }, out: join(folder, 'map.tif') }, options);
  const seconds = Math.round((performance.now() - startMs) / 100) / 10;
  console.log(JSON.stringify({ predict_s: seconds, peak_mb: Math.round(process.resourceUsage().maxRSS / 1024) }));
}

async function compareSizes(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cryoforest-memory-'));
  try {
    const small = await makeSyntheticStack(join(scratch, 'train'), { widthPx: 512, heightPx: 512 }, names);
    const model = join(scratch, 'model.cfm');
    const inputs = {
      boreholes: small.stationsPath,
      target: 'magst_c',
      covariates: small.covariates,
      engine: { trees: 20 },
      crossValidation: { scheme: 'none' },
    };
    await runProcess(trainProcess, { ...given, inputs, out: model }, options);
    for (const sizePx of sizesPx) {
      const folder = join(scratch, String(sizePx));
      await makeSyntheticStack(folder, { widthPx: sizePx, heightPx: sizePx }, names);
      const told = execFileSync(process.execPath, [import.meta.filename, folder, model], { encoding: 'utf8' }).trim();
      console.log(`${sizePx} × ${sizePx} cells, ${availableParallelism()} threads: ${told}`);
      await rm(folder, { recursive: true });
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const [folder, model] = process.argv.slice(2);
if (folder !== undefined && model !== undefined) await predictAndTell(folder, model);
else await compareSizes();
