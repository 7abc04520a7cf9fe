/**
 * Brings a raster in UTM to a grid in degrees by bilinear interpolation, as a COG, beside gdalwarp -multi in the same run:
 *
 *   npm run bench:align [-- side in pixels, 8192]
 *
 * prints a line of JSON for each: wall and CPU seconds, peak memory. gdalwarp makes the same file (COG, DEFLATE,
 * predictor) with `-et 0`, and with its usual approximation of an eighth of a pixel; and a bare GeoTIFF without
 * compression or overviews, which is less than what is made here.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '../../src/cli/runProcess.ts';
import { alignProcess } from '../../src/processes/align.ts';
import { python } from '../support/oracles.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';

const west = 120.1;
const north = 53.6;
const extentDeg = { x: 3.5, y: 2.1 };

function templateOf(sidePx: number): { crs: string; cellSize: number[]; bbox: number[] } {
  const cellSize = [extentDeg.x / sidePx, extentDeg.y / sidePx];
  return { crs: 'EPSG:4326', cellSize, bbox: [west, north - extentDeg.y, west + extentDeg.x, north] };
}

async function alignAndTell(source: string, out: string, sidePx: number): Promise<void> {
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const inputs = { layers: { pre: source }, template: templateOf(sidePx), method: 'bilinear' };
  const given = { reading: { columns: {}, units: {} }, threads: null, json: true, inputs, out };
  await runProcess(alignProcess, given, { signal: new AbortController().signal, progress: () => {}, log: () => {} });
  const { user, system } = process.cpuUsage(startCpu);
  const wallS = (performance.now() - startMs) / 1000;
  tell('cryoforest', wallS, (user + system) / 1e6, process.resourceUsage().maxRSS / 1024);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function tell(name: string, wallS: number, cpuS: number, peakMb: number): void {
  console.log(JSON.stringify({ name, wall_s: round(wallS), cpu_s: round(cpuS), peak_mb: Math.round(peakMb) }));
}

/** Runs a program and prints its wall and CPU seconds and peak memory in MB, which Node does not tell of a child. */
const measure = `
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
`;

function warpAndTell(name: string, source: string, out: string, sidePx: number, options: readonly string[]): void {
  const { cellSize, bbox } = templateOf(sidePx);
  const place = ['-t_srs', 'EPSG:4326', '-te', ...bbox.map(String), '-tr', ...cellSize.map(String)];
  const command = ['gdalwarp', '-q', '-overwrite', '-multi', '-wo', `NUM_THREADS=${availableParallelism()}`];
  try {
    const args = ['-c', measure, ...command, '-r', 'bilinear', ...place, ...options, source, out];
    const printed = execFileSync(python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const [wallS, cpuS, peakMb] = printed.split(' ').map(Number);
    tell(name, wallS!, cpuS!, peakMb!);
  } catch {
    console.log(`${name}: not installed here`);
  }
}

async function compare(sidePx: number): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'cryoforest-bench-align-'));
  try {
    const size = { widthPx: sidePx, heightPx: sidePx };
    const { covariates } = await makeSyntheticStack(scratch, size, ['pre', 'unused']);
    const source = covariates['pre']!;
    const megabytes = Math.round((await stat(source)).size / 1e6);
    console.log(`${sidePx} × ${sidePx} float32 in UTM (${megabytes} MB) → degrees, ${availableParallelism()} threads`);
    const out = join(scratch, 'out.tif');
    const own = [import.meta.filename, String(sidePx), source, out];
    process.stdout.write(execFileSync(process.execPath, own, { encoding: 'utf8' }));
    const cog = ['-of', 'COG', '-co', 'COMPRESS=DEFLATE', '-co', 'PREDICTOR=YES', '-co', 'NUM_THREADS=ALL_CPUS'];
    warpAndTell('gdalwarp -et 0 to COG', source, out, sidePx, ['-et', '0', ...cog]);
    warpAndTell('gdalwarp to COG', source, out, sidePx, cog);
    warpAndTell('gdalwarp -et 0, bare', source, out, sidePx, ['-et', '0']);
    warpAndTell('gdalwarp, bare', source, out, sidePx, []);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const [side = '8192', source, out] = process.argv.slice(2);
if (source !== undefined && out !== undefined) await alignAndTell(source, out, Number(side));
else await compare(Number(side));
