/** Some nine hundred small files that GDAL writes: types, layouts, compressions, byte orders, nodata and CRSs. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { oracleTest, python, runOracle } from '../support/oracles.ts';
import { readOrRefused, readWithGdal } from './sameAsGdal.ts';

describe('openRaster on what GDAL writes', () => {
  oracleTest(['gdal', 'LONG_TESTS=1'])('reads every variant as GDAL does, or refuses it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cryoforest-variants-'));
    try {
      runOracle(python, [join(import.meta.dirname, 'makeVariants.py'), folder]);
      const paths = (await readdir(folder)).filter((file) => file.endsWith('.tif')).map((file) => join(folder, file));
      const gdal = readWithGdal(paths);
      const outcomes = { read: 0, refused: 0 };
      for (const path of paths) outcomes[await readOrRefused(path, gdal[path]!)]++;
      console.log(`GDAL variants: ${outcomes.read} read, ${outcomes.refused} refused`);
      expect(outcomes.read).toBeGreaterThan(900);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
