/**
 * A map of columns that all differ, as the command line makes it: `npm run bench:columnmap [columns] [years] [threads]`
 * prints its progress, and one JSON line of CPU-minutes of all threads, the memory at its most, and how long a second
 * run took to stop that was cancelled after a tenth of its chunks.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalLibrary } from '../../src/cli/localLibrary.ts';
import { createComputePool } from '../../src/pool/computePool.ts';
import { executeLocally } from '../../src/processes/execute.ts';
import { createMemo } from '../../src/processes/memo.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { simulateColumnProcess } from '../../src/processes/simulateColumn.ts';
import { hashFile } from '../../src/store/hashFile.ts';
import { writeGridRaster } from '../processes/support/gridRaster.ts';
import type { ProcessContext } from '../../src/processes/process.ts';

const side = Math.ceil(Math.sqrt(Number(process.argv[2] ?? 10_000)));
const years = Number(process.argv[3] ?? 30);
const pool = createComputePool(Number(process.argv[4] ?? availableParallelism()));

const gravel = { frozenConductivityWMK: 2.61, frozenHeatCapacityJM3K: 1.863e6, thawedHeatCapacityJM3K: 2.401e6 };
const layers = [
  { thicknessM: 0.5, properties: { from: 'values', ...gravel, thawedConductivityWMK: 0.6, latentHeatJM3: 1.2e8 } },
  { thicknessM: 39.5, properties: { from: 'values', ...gravel, thawedConductivityWMK: 1.91, latentHeatJM3: 2.32e7 } },
];

const folder = await mkdtemp(join(tmpdir(), 'cryoforest-columns-'));
try {
  // From −8 to 0 °C, no two alike.
  const maatC = Array.from({ length: side * side }, (_, i) => -8 + (8 * i) / side ** 2);
  const raster = await writeGridRaster(join(folder, 'maat.tif'), { widthPx: side, bands: [maatC] });
  let mostBytes = 0;
  let progress = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  await run(raster, new AbortController().signal, (share, message) => {
    mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
    progress++;
    if (progress % 50 === 1) console.error(`${(100 * share).toFixed(1)} % · ${message}`);
  });
  const { user, system } = process.cpuUsage(cpu);
  const wallMinutes = (performance.now() - start) / 60_000;
  const figures = {
    columns: side ** 2,
    years,
    threads: pool.threads,
    cpuMinutes: rounded((user + system) / 60e6),
    wallMinutes: rounded(wallMinutes),
    cpuMsPerColumnYear: rounded((user + system) / 1000 / side ** 2 / years),
    mostMB: Math.round(mostBytes / 1e6),
    progress,
    cancelMs: Math.round(await cancelled(raster)),
  };
  console.log(JSON.stringify({ bench: 'columnMap', ...figures }));
} finally {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
}

async function run(raster: string, signal: AbortSignal, progress: ProcessContext['progress']): Promise<void> {
  const inputs = {
    layers,
    amplitudeC: 12,
    years,
    // The figure is of years of the run.
    spinUp: { mostYears: 0 },
    cells: { maatC: { raster } },
  };
  await executeLocally(simulateColumnProcess, parseInputs(simulateColumnProcess.inputs, inputs), {
    library: createLocalLibrary({ columns: {}, units: {} }, hashFile),
    pool,
    folder: await mkdtemp(join(folder, 'run-')),
    signal,
    remember: createMemo(),
    progress,
    log: (_level, message) => console.error(message),
  });
}

/** @returns ms from the cancellation to the end of the run */
async function cancelled(raster: string): Promise<number> {
  const abort = new AbortController();
  let at = Number.NaN;
  const running = run(raster, abort.signal, (share) => {
    if (share < 0.1 || abort.signal.aborted) return;
    at = performance.now();
    abort.abort();
  });
  await running.catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return performance.now() - at;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
