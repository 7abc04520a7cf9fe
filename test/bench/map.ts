/**
 * The benchmark map: train on its stations, predict every cell, write a COG.
 *
 * `npm run -s bench -- FOLDER OUT.tif [pre,tdd,tpi]` measures a folder and prints one line of JSON: train_s, predict_s
 * (covariates read, forest, tiles encoded), cog_s (the file put together), total_s, cpu_s, peak_mb; io_s is the same reading
 * and writing without a forest. `npm run bench` makes the folder first, and runs the peers that are installed beside it.
 */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { keepCompiledCode } from '../../src/compileCache.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { openStack } from '../../src/processes/rasters/covariateStack.ts';
import { executeLocally } from '../../src/processes/execute.ts';
import { createMemo } from '../../src/processes/memo.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { predictProcess } from '../../src/processes/predict.ts';
import { trainProcess } from '../../src/processes/train.ts';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { planCog } from '../../src/raster/cogPlan.ts';
import { comparePeers } from './peers.ts';
import { heldChunks } from '../support/heldChunks.ts';
import type { Json } from '../../src/core/json.ts';
import type { CovariateStack } from '../../src/processes/rasters/covariateStack.ts';
import type { Output, Process } from '../../src/processes/process.ts';

const allNames = 'pre,tdd,tpi,elevation,slope,ndvi';
// As the command line and the service do: threads start from code that an earlier run compiled.
keepCompiledCode();
const threads = availableParallelism();
const seconds = (ms: number): number => Math.round(ms / 10) / 100;

export interface MapTimes {
  readonly train_s: number;
  readonly predict_s: number;
  readonly cog_s: number;
  readonly total_s: number;
  readonly cpu_s: number;
  readonly io_s: number;
  readonly mpx_per_s: number;
  readonly peak_mb: number;
}

async function measureMap(folder: string, out: string, names: readonly string[]): Promise<MapTimes> {
  const scratch = await mkdtemp(join(tmpdir(), 'cryoforest-bench-'));
  const pool = createComputePool(threads);
  const signal = new AbortController().signal;
  const library = createLocalLibrary({ columns: {}, units: {} }, (path) => pool.run('hashFile', { path }, signal));
  const covariates = Object.fromEntries(names.map((name) => [name, join(folder, `${name}.tif`)]));
  let chunksEndedMs = 0;
  const run = async (
    process: Process,
    inputs: { readonly [name: string]: Json },
  ): Promise<Readonly<Record<string, Output>>> => {
    const attempt = await mkdtemp(join(scratch, 'run-'));
    return executeLocally(process, parseInputs(process.inputs, inputs), {
      library,
      pool,
      folder: attempt,
      signal,
      remember: createMemo(),
      progress: (share) => {
        if (share <= 0.95) chunksEndedMs = performance.now();
      },
      log: () => {},
    });
  };
  try {
    const startMs = performance.now();
    const startCpu = process.cpuUsage();
    const training = { boreholes: join(folder, 'stations.csv'), target: 'magst_c', covariates, seed: 1 };
    const trained = await run(trainProcess, { ...training, crossValidation: { scheme: 'none' } });
    const trainedMs = performance.now();
    const mapped = await run(predictProcess, { model: filePath(trained['model']), covariates });
    await copyFile(filePath(mapped['magst']), out);
    const endMs = performance.now();
    const { user, system } = process.cpuUsage(startCpu);
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const stack = (await openStack(library, covariates))!;
    const pixels = stack.grid.widthPx * stack.grid.heightPx;
    const ioMs = await measureInputOutput(scratch, stack);
    return {
      train_s: seconds(trainedMs - startMs),
      predict_s: seconds(chunksEndedMs - trainedMs),
      cog_s: seconds(endMs - chunksEndedMs),
      total_s: seconds(endMs - startMs),
      cpu_s: seconds((user + system) / 1000),
      io_s: seconds(ioMs),
      mpx_per_s: Math.round(pixels / (chunksEndedMs - trainedMs)) / 1000,
      peak_mb: peakMb,
    };
  } finally {
    await pool.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What GDAL's floor does too: decode all covariates, encode one COG. */
async function measureInputOutput(scratch: string, stack: CovariateStack): Promise<number> {
  const startMs = performance.now();
  const piscina = new Piscina({
    filename: join(import.meta.dirname, 'copyWindow.ts'),
    maxThreads: threads,
    workerData: {},
  });
  const window = { xPx: 0, yPx: 0, widthPx: stack.grid.widthPx, heightPx: stack.grid.heightPx };
  const plan = planCog(window, 1024);
  const layers = stack.layers.map(({ file, band }) => ({ kind: 'raster', path: file.path, band }));
  const task = { layers, grid: stack.grid, crs: stack.crs, window, chunkSizePx: 1024, format: { nodata: -9999 } };
  const chunks = Array.from({ length: plan.chunksAcross * plan.chunksDown }, async (_, index) => {
    return (await piscina.run({ ...task, index })) as Uint8Array;
  });
  await assembleCog({
    grid: stack.grid,
    geoKeys: stack.template.geoKeys!,
    nodata: -9999,
    chunkSizePx: 1024,
    chunks: heldChunks((index) => chunks[index]!),
    text: { bands: [{ description: 'copy', unit: '' }], items: {} },
    path: join(scratch, 'copy.tif'),
    signal: new AbortController().signal,
  });
  const elapsedMs = performance.now() - startMs;
  await piscina.destroy();
  return elapsedMs;
}

function filePath(output: Output | undefined): string {
  if (output?.kind !== 'file') throw new Error('expected a file');
  return output.path;
}

const [folder, out, names = allNames] = process.argv.slice(2);
if (folder !== undefined && out !== undefined) {
  console.log(JSON.stringify(await measureMap(folder, out, names.split(','))));
} else {
  await comparePeers();
}
