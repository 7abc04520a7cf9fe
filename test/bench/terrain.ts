/**
 * Slope, aspect, hillshade and TPI of one elevation model beside gdaldem's four runs: `npm run bench:terrain -- [SIDE]`,
 * 8192 by default. Wall and CPU seconds and the peak memory of each program in processes of their own, alternating, on
 * as many threads as there are cores. gdaldem writes plain GeoTIFFs, and once more what is written here: compressed
 * Cloud Optimized ones with their overviews.
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
    `${name.padEnd(28)}${wall_s.toFixed(1)} s, ${cpu_s.toFixed(1)} CPU-seconds, at most ${Math.round(peak_mb)} MB`,
  );
}

async function compare(sidePx: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryoforest-terrain-bench-'));
  try {
    const { covariates } = await makeSyntheticStack(folder, { widthPx: sidePx, heightPx: sidePx }, ['dem', 'other']);
    const dem = covariates['dem']!;
    const parameters = 'slope,aspect,hillshade,tpi';
    const own = [process.execPath, cli, 'terrain', '--dem', dem, '--parameters', parameters];
    console.log(`${sidePx} × ${sidePx} cells`);
    for (let round = 0; round < rounds; round++) {
      show('cryoforest terrain', measure([[...own, '--out', join(folder, 'own.tif')]]));
      show('gdaldem × 4', gdaldem(dem, folder, []));
      show('gdaldem × 4, COG', gdaldem(dem, folder, cog));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await compare(Number(process.argv[2] ?? 8192));
