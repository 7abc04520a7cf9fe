/** From raw files of a region that is not among the seeds to its map, as a person at a shell would go. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';

const root = join(import.meta.dirname, '..', '..');
const data = sharedFolder('data');
const folder = mkdtempSync(join(tmpdir(), 'cryoforest-region-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cryoforest(...words: readonly string[]): void {
  execFileSync(process.execPath, [join(root, 'src', 'cli.ts'), ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
}

describe('the Tibetan Plateau', () => {
  oracleTest([{ folder: data, name: 'the climate stations and rasters of the plateau' }, 'gdal', 'LONG_TESTS=1'])(
    'has a training table and a map of ground-surface temperature by four commands',
    () => {
      const stations = join(data!, 'climate-stations', 'qtp_stations');
      const stack = join(data!, 'stacks', 'qtp');
      const index = (name: string): string => join(stations, `${name}_QTP.csv`);
      cryoforest(
        'degree-days',
        '--indices',
        JSON.stringify({
          airThaw: index('Thawing_index_air'),
          airFreeze: index('Freezing_index_air'),
          surfaceThaw: index('Thawing_index_ground'),
          surfaceFreeze: index('Freezing_index_ground'),
        }),
        '--stations',
        join(stations, 'Station_Info.csv'),
        '--position-format',
        'degrees.minutes',
        '--out',
        `${folder}/`,
      );
      const terrain = join(folder, 'terrain.tif');
      cryoforest('terrain', '--dem', join(stack, 'elevation.tif'), '--parameters', 'tpi,slope', '--out', terrain);
      const covariates = [
        ...['maat', 'precip', 'elevation'].map((name) => `${name}=${join(stack, `${name}.tif`)}`),
        `tpi=${terrain}`,
      ].flatMap((source) => ['--covariate', source]);
      const model = join(folder, 'model.cfm');
      const boreholes = join(folder, 'normals.csv');
      cryoforest('train', '--boreholes', boreholes, '--target', 'magstC', ...covariates, '--out', model);
      cryoforest('predict', '--model', model, ...covariates, '--out', join(folder, 'magst.tif'));
      const table = readFileSync(join(folder, 'model.trainingTable.csv'), 'utf8').trim().split('\r\n');
      expect(table[0]).toBe('line,name,lat,lon,magstC,maat,precip,elevation,tpi,moved_m,fold');
      expect(table.length).toBeGreaterThan(50);
      const map = runOracle('gdalinfo', [join(folder, 'magst.tif')]);
      expect(map).toContain('Size is 90, 42');
      const [, minimum, maximum] = /Minimum=(-?[\d.]+), Maximum=(-?[\d.]+)/.exec(map)!.map(Number);
      expect(minimum).toBeGreaterThan(-10);
      expect(maximum).toBeLessThan(20);
      expect(maximum! - minimum!).toBeGreaterThan(3);
    },
    180_000,
  );
});
