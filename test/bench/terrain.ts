/**
 * Slope, aspect, hillshade and TPI of one elevation model beside gdaldem's four runs: `npm run bench:terrain -- [SIDE]`,
 * 8192 by default, two rounds of some two minutes. Wall and CPU seconds and the peak memory of each program in processes
 * of their own, alternating, on as many threads as there are cores. Like is set beside like: what is written without
 * compression beside gdaldem's plain GeoTIFFs, which have no overviews, and what is deflated beside its Cloud Optimized
 * ones; and the latter beside the plain ones too, as gdaldem's default is plain.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { python } from '../support/oracles.ts';
import { makeSyntheticStack } from '../support/syntheticStack.ts';

interface Cost {
  readonly wall_s: number;
  readonly cpu_s: number;
  readonly peak_mb: number;
}

const rounds = 2;
/** Of the results' name in what is printed. */
const nameWidth = 34;
const cog = ['-of', 'COG', '-co', 'COMPRESS=DEFLATE', '-co', 'PREDICTOR=YES', '-co', 'NUM_THREADS=ALL_CPUS'];
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const watch = `
import json, resource, subprocess, sys, time
start = time.time()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({'wall_s': time.time() - start, 'cpu_s': used.ru_utime + used.ru_stime, 'peak_mb': used.ru_maxrss / 1024}))
`;

function measure(commands: readonly (readonly string[])[]): Cost {
  const costs = commands.map((command): Cost => {
    return JSON.parse(execFileSync(python, ['-c', watch, ...command], { encoding: 'utf8' }));
  });
  const sum = (of: (cost: Cost) => number): number => costs.reduce((total, cost) => total + of(cost), 0);
  return {
    wall_s: sum(({ wall_s }) => wall_s),
    cpu_s: sum(({ cpu_s }) => cpu_s),
    peak_mb: Math.max(...costs.map(({ peak_mb }) => peak_mb)),
  };
}

function gdaldem(dem: string, folder: string, options: readonly string[]): Cost {
  return measure(
    ['slope', 'aspect', 'hillshade', 'TPI'].map((mode) => [
      'gdaldem',
      mode,
      dem,
      join(folder, `${mode}.tif`),
      ...options,
    ]),
  );
}

function show(name: string, { wall_s, cpu_s, peak_mb }: Cost): void {
  console.log(
    `${name.padEnd(nameWidth)}${wall_s.toFixed(1)} s, ${cpu_s.toFixed(1)} CPU-seconds, at most ${Math.round(peak_mb)} MB`,
  );
}

/** Of the least times of all rounds. */
function showRatio(name: string, own: readonly Cost[], gdal: readonly Cost[]): void {
  const least = (costs: readonly Cost[], of: (cost: Cost) => number): number => Math.min(...costs.map(of));
  const [wall, cpu] = [({ wall_s }: Cost) => wall_s, ({ cpu_s }: Cost) => cpu_s].map(
    (of) => least(own, of) / least(gdal, of),
  );
  console.log(`${name.padEnd(nameWidth)}${wall!.toFixed(2)} × its time, ${cpu!.toFixed(2)} × its CPU-seconds`);
}

async function compare(sidePx: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-terrain-bench-'));
  try {
    const { covariates } = await makeSyntheticStack(folder, { widthPx: sidePx, heightPx: sidePx }, ['dem', 'other']);
    const dem = covariates['dem']!;
    const parameters = 'slope,aspect,hillshade,tpi';
    const own = [process.execPath, cli, 'terrain', '--dem', dem, '--parameters', parameters];
    const ownAs = (compression: string): Cost =>
      measure([[...own, '--compression', compression, '--out', join(folder, 'own.tif')]]);
    const programs = {
      'cryoforest terrain, uncompressed': () => ownAs('none'),
      'gdaldem × 4, plain': () => gdaldem(dem, folder, []),
      'cryoforest terrain, deflated': () => ownAs('deflate'),
      'gdaldem × 4, deflated COG': () => gdaldem(dem, folder, cog),
    };
    console.log(`${sidePx} × ${sidePx} cells`);
    const costs: Cost[][] = Object.values(programs).map(() => []);
    for (let round = 0; round < rounds; round++) {
      for (const [i, [name, run]] of Object.entries(programs).entries()) {
        const cost = run();
        costs[i]!.push(cost);
        show(name, cost);
      }
    }
    const [ownPlain, gdalPlain, ownDeflated, gdalDeflated] = costs;
    showRatio('uncompressed beside plain gdaldem', ownPlain!, gdalPlain!);
    showRatio('deflated beside plain gdaldem', ownDeflated!, gdalPlain!);
    showRatio('deflated beside deflated gdaldem', ownDeflated!, gdalDeflated!);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await compare(Number(process.argv[2] ?? 8192));
