/**
 * Brings a raster in UTM to a grid in degrees by bilinear interpolation beside gdalwarp -multi: `npm run bench:align --
 * [SIDE]`, 8192 by default. Wall and CPU seconds and the peak memory of each program in processes of their own,
 * alternating. gdalwarp makes a bare GeoTIFF without compression or overviews, and a Cloud Optimized one, deflated; both
 * with its usual approximation of an eighth of a pixel and without (`-et 0`), whose values are those made here.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSyntheticStack } from '../support/syntheticStack.ts';
import { comparePrograms, showRatio } from './programs.ts';

const rounds = 2;
const cog = ['-of', 'COG', '-co', 'COMPRESS=DEFLATE', '-co', 'PREDICTOR=YES', '-co', 'NUM_THREADS=ALL_CPUS'];
const cli = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
const west = 120.1;
const north = 53.6;
const extentDeg = { x: 3.5, y: 2.1 };

const sidePx = Number(process.argv[2] ?? 8192);
const folder = await mkdtemp(join(tmpdir(), 'cryoforest-align-bench-'));
try {
  const { covariates } = await makeSyntheticStack(folder, { widthPx: sidePx, heightPx: sidePx }, ['pre', 'unused']);
  const source = covariates['pre']!;
  const out = join(folder, 'out.tif');
  const cellSize = [extentDeg.x / sidePx, extentDeg.y / sidePx];
  const bbox = [west, north - extentDeg.y, west + extentDeg.x, north];
  const template = JSON.stringify({ crs: 'EPSG:4326', cellSize, bbox });
  const own = (compression: string): string[][] => {
    const inputs = ['--layer', `pre=${source}`, '--template', template, '--method', 'bilinear'];
    return [[process.execPath, cli, 'align', ...inputs, '--compression', compression, '--out', out]];
  };
  const place = ['-t_srs', 'EPSG:4326', '-te', ...bbox.map(String), '-tr', ...cellSize.map(String)];
  const threads = ['-multi', '-wo', `NUM_THREADS=${availableParallelism()}`];
  const gdalwarp = (...options: string[]): string[][] => [
    ['gdalwarp', '-q', '-overwrite', ...threads, '-r', 'bilinear', ...place, ...options, source, out],
  ];
  const megabytes = Math.round((await stat(source)).size / 1e6);
  console.log(`${sidePx} × ${sidePx} float32 in UTM (${megabytes} MB) → degrees`);
  const costs = comparePrograms(
    {
      'cryoforest align, uncompressed': own('none'),
      'gdalwarp, bare': gdalwarp(),
      'cryoforest align, deflated': own('deflate'),
      'gdalwarp, deflated COG': gdalwarp(...cog),
      'gdalwarp -et 0, bare': gdalwarp('-et', '0'),
      'gdalwarp -et 0, deflated COG': gdalwarp('-et', '0', ...cog),
    },
    rounds,
  );
  const deflated = costs['cryoforest align, deflated'];
  showRatio('uncompressed beside bare gdalwarp', costs['cryoforest align, uncompressed'], costs['gdalwarp, bare']);
  showRatio('deflated beside bare gdalwarp', deflated, costs['gdalwarp, bare']);
  showRatio('deflated beside bare -et 0', deflated, costs['gdalwarp -et 0, bare']);
  showRatio('deflated beside deflated gdalwarp', deflated, costs['gdalwarp, deflated COG']);
} finally {
  await rm(folder, { recursive: true, force: true });
}
