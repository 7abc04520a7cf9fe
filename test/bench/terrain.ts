/**
 * Slope, aspect, hillshade and TPI of one elevation model beside gdaldem's four runs: `npm run bench:terrain -- [SIDE]`,
 * 8192 by default, two rounds of some two minutes. Wall and CPU seconds and the peak memory of each program in processes
 * of their own, alternating, on as many threads as there are cores. Like is set beside like: what is written without
 * compression beside gdaldem's plain GeoTIFFs, which have no overviews, and what is deflated beside its Cloud Optimized
 * ones; and the latter beside the plain ones too, as gdaldem's default is plain.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { comparePrograms, showRatio } from './programs.ts';

const rounds = 2;
const cog = ['-of', 'COG', '-co', 'COMPRESS=DEFLATE', '-co', 'PREDICTOR=YES', '-co', 'NUM_THREADS=ALL_CPUS'];
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

const sidePx = Number(process.argv[2] ?? 8192);
const folder = await mkdtemp(join(tmpdir(), 'cryoforest-terrain-bench-'));
try {
  const { covariates } = await makeSyntheticStack(folder, { widthPx: sidePx, heightPx: sidePx }, ['dem', 'other']);
  const dem = covariates['dem']!;
  const own = (compression: string): string[][] => {
    const inputs = ['--dem', dem, '--parameters', 'slope,aspect,hillshade,tpi', '--compression', compression];
    return [[process.execPath, cli, 'terrain', ...inputs, '--out', join(folder, 'own.tif')]];
  };
  const gdaldem = (...options: string[]): string[][] =>
    ['slope', 'aspect', 'hillshade', 'TPI'].map((mode) => [
      'gdaldem',
      mode,
      dem,
      join(folder, `${mode}.tif`),
      ...options,
    ]);
  console.log(`${sidePx} × ${sidePx} cells`);
  const costs = comparePrograms(
    {
      'cryoforest terrain, uncompressed': own('none'),
      'gdaldem × 4, plain': gdaldem(),
      'cryoforest terrain, deflated': own('deflate'),
      'gdaldem × 4, deflated COG': gdaldem(...cog),
    },
    rounds,
  );
  const deflated = costs['cryoforest terrain, deflated'];
  const plain = costs['gdaldem × 4, plain'];
  showRatio('uncompressed beside plain gdaldem', costs['cryoforest terrain, uncompressed'], plain);
  showRatio('deflated beside plain gdaldem', deflated, plain);
  showRatio('deflated beside deflated gdaldem', deflated, costs['gdaldem × 4, deflated COG']);
} finally {
  await rm(folder, { recursive: true, force: true });
}
