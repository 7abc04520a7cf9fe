/**
 * Foreign files, each read as GDAL reads it or refused: never a wrong number. TIFF_ZOO names another folder of files.
 */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect } from 'vitest';
import { oracleTest, sharedFolder } from '../support/oracles.ts';
import { readOrRefused, readWithGdal } from './sameAsGdal.ts';

const folder = sharedFolder('data/tiff-zoo', 'TIFF_ZOO');
const isDefaultFolder = process.env['TIFF_ZOO'] === undefined;
const files = folder === null ? [] : readdirSync(folder).filter((file) => /\.tiff?$/i.test(file));
const paths = files.map((file) => join(folder ?? '', file));
const zooTest = oracleTest(['gdal', { folder, name: 'the folder that TIFF_ZOO names' }]);

describe('openRaster on foreign files', () => {
  let gdal: ReturnType<typeof readWithGdal> | null = null;
  const outcomes = { read: 0, refused: 0 };
  afterAll(() => {
    console.log(`TIFF zoo: ${outcomes.read} files read as GDAL reads them, ${outcomes.refused} refused`);
  });

  for (const path of paths) {
    zooTest(`${basename(path)}: GDAL's pixels and place, or a refusal`, async () => {
      gdal ??= readWithGdal(paths);
      outcomes[await readOrRefused(path, gdal[path]!)]++;
    });
  }

  zooTest('reads at least 60 of the 84 files of the default folder', ({ skip }) => {
    if (!isDefaultFolder) skip('another folder was named');
    expect(outcomes.read + outcomes.refused).toBe(paths.length);
    expect(outcomes.read).toBeGreaterThanOrEqual(60);
  });
});
