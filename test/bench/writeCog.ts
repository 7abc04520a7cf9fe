/**
 * Writes a synthetic float32 raster as a COG, chunk after chunk in one thread, and prints one JSON line: seconds, CPU
 * seconds, peak memory and bytes, with GDAL's COG driver on the same pixels beside them where it is installed.
 *
 *   node test/bench/writeCog.ts [side in pixels, 10000] [chunk size in pixels, 1024]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, open, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Grid, PixelWindow } from '../../src/core/grid.ts';
import { createChunkFiles } from '../../src/processes/chunkFiles.ts';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { chunkWindow, planCog } from '../../src/raster/cogPlan.ts';
import { utmKeys } from '../raster/support/writeTestCog.ts';

interface Figures {
  readonly seconds: number;
  readonly cpu_s: number;
  readonly peak_mb: number;
  readonly bytes: number;
}

const side = Number(process.argv[2] ?? 10_000);
const chunkSizePx = Number(process.argv[3] ?? 1024);
const grid: Grid = { widthPx: side, heightPx: side, transform: [500_000, 30, 0, 7_000_000, 0, -30] };
const plan = planCog(grid, chunkSizePx);
const chunkCount = plan.chunksAcross * plan.chunksDown;

const folder = await mkdtemp(join(tmpdir(), 'bench-cog-'));
try {
  const own = await writeOwn();
  console.log(JSON.stringify({ side, chunkSizePx, ...own, gdal: await writeWithGdal() }));
} finally {
  await rm(folder, { recursive: true });
}

/** Times encoding and assembly, not the making of the pixels. */
async function writeOwn(): Promise<Figures> {
  const chunkFolder = await mkdtemp(join(folder, 'chunks-'));
  const files = createChunkFiles(chunkFolder);
  let seconds = 0;
  let cpuSeconds = 0;
  const timed = async (work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    const cpu = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(cpu);
    seconds += (performance.now() - started) / 1000;
    cpuSeconds += (user + system) / 1e6;
  };
  for (let index = 0; index < chunkCount; index++) {
    const values = syntheticPixels(chunkWindow(plan, index));
    await timed(() => files.write(index, encodeChunk(plan, index, [values], { nodata: -9999 })));
  }
  const path = join(folder, 'own.tif');
  await timed(() =>
    assembleCog({
      grid,
      geoKeys: utmKeys,
      nodata: -9999,
      chunkSizePx,
      chunks: files.finished,
      text: { bands: [{ description: 'Synthetic temperature', unit: '°C' }], items: {} },
      path,
      signal: new AbortController().signal,
    }),
  );
  await rm(chunkFolder, { recursive: true });
  return {
    seconds: round(seconds),
    cpu_s: round(cpuSeconds),
    peak_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    bytes: (await stat(path)).size,
  };
}

/** Two threads, as many as the service uses here; null where GDAL is absent. */
async function writeWithGdal(): Promise<Figures | null> {
  try {
    execFileSync('gdalinfo', ['--version'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  const raw = join(folder, 'raw.bin');
  await writeRaw(raw);
  const path = join(folder, 'gdal.tif');
  const script = `
import json, os, resource, subprocess, sys, time
started = time.time()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([time.time() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]))
`;
  const options = ['COMPRESS=DEFLATE', 'PREDICTOR=3', 'NUM_THREADS=2', 'RESAMPLING=AVERAGE', 'BIGTIFF=IF_NEEDED'];
  const command = ['gdal_translate', '-of', 'COG', ...options.flatMap((option) => ['-co', option]), raw, path];
  const printed = execFileSync('/usr/bin/python3', ['-c', script, ...command], { encoding: 'utf8' });
  const [seconds, cpuSeconds, maxRssKb]: [number, number, number] = JSON.parse(printed);
  return {
    seconds: round(seconds),
    cpu_s: round(cpuSeconds),
    peak_mb: Math.round(maxRssKb / 1024),
    bytes: (await stat(path)).size,
  };
}

/** An ENVI file: bare pixels, and a header that describes them. */
async function writeRaw(path: string): Promise<void> {
  const file = await open(path, 'w');
  for (let yPx = 0; yPx < side; yPx += chunkSizePx) {
    const heightPx = Math.min(chunkSizePx, side - yPx);
    await file.write(new Uint8Array(syntheticPixels({ xPx: 0, yPx, widthPx: side, heightPx }).buffer));
  }
  await file.close();
  const header = `samples = ${side}\nlines = ${side}\nbands = 1\ndata type = 4\ninterleave = bsq\nbyte order = 0\n`;
  await writeFile(join(folder, 'raw.hdr'), `ENVI\n${header}data ignore value = -9999\n`);
}

/** A smooth field with noise in the last digits, as predictions have: about 70 % of its size after compression. */
function syntheticPixels({ xPx, yPx, widthPx, heightPx }: PixelWindow): Float32Array {
  const values = new Float32Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const noise = (Math.imul(((xPx + x) * 73_856_093) ^ ((yPx + y) * 19_349_663), 0x9e3779b1) >>> 8) / 2 ** 24;
      values[y * widthPx + x] = -8 * Math.sin((yPx + y) / 900) + 5 * Math.cos((xPx + x) / 700) + 0.02 * noise;
    }
  }
  return values;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
