/** Names of classes as GDAL writes them, read without GDAL. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClassNames } from '../../src/raster/classNames.ts';
import { classItems } from '../../src/raster/mapClasses.ts';
import { holedRaster, writeTestCog } from './support/writeTestCog.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const gdalTest = oracleTest(['gdal']);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'class-names-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two bands of bytes, the second with what `body` gives it. */
function writeByGdal(path: string, body: string): void {
  const script = `
import sys; from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.GetDriverByName('GTiff').Create(sys.argv[1], 4, 3, 2)
band = dataset.GetRasterBand(2)
${body}
`;
  runOracle(python, ['-c', script, path]);
}

describe('readClassNames', () => {
  gdalTest('reads category names, of the band that has them', async () => {
    const path = join(folder, 'categories.tif');
    writeByGdal(path, `band.SetCategoryNames(['', 'bog', 'a < b & "c"', '', '草甸'])`);
    const names = { 1: 'bog', 2: 'a < b & "c"', 4: '草甸' };
    expect(await readClassNames(path, 'a.tif', 2)).toEqual(new Map(Object.entries(names).map(([k, v]) => [+k, v])));
    expect(await readClassNames(path, 'a.tif', 1)).toBeNull();
  });

  gdalTest('reads an attribute table whatever the order of its columns', async () => {
    const path = join(folder, 'table.tif');
    writeByGdal(
      path,
      `
table = gdal.RasterAttributeTable()
table.CreateColumn('Count', gdal.GFT_Integer, gdal.GFU_PixelCount)
table.CreateColumn('Landcover', gdal.GFT_String, gdal.GFU_Name)
table.CreateColumn('Code', gdal.GFT_Integer, gdal.GFU_MinMax)
for row, (code, name) in enumerate([(210, 'water'), (-3, 'ice & snow'), (7, '')]):
    table.SetValueAsInt(row, 0, 9); table.SetValueAsString(row, 1, name); table.SetValueAsInt(row, 2, code)
band.SetDefaultRAT(table)
`,
    );
    const names = new Map([
      [210, 'water'],
      [-3, 'ice & snow'],
    ]);
    expect(await readClassNames(path, 'a.tif', 2)).toEqual(names);
  });

  it('reads the item CLASSES of our own maps, and takes one of another kind for none', async () => {
    const path = join(folder, 'own.tif');
    const classes = [{ value: 3, name: 'bog & "fen"', colour: [0, 0, 0] as const }];
    const text = { bands: [{ description: 'class', unit: '' }], items: classItems(classes) };
    await writeTestCog(path, holedRaster(4, 3), { text });
    expect(await readClassNames(path, 'a.tif', 1)).toEqual(new Map([[3, 'bog & "fen"']]));
    await writeTestCog(path, holedRaster(4, 3), { text: { ...text, items: { CLASSES: 'seven of them' } } });
    expect(await readClassNames(path, 'a.tif', 1)).toBeNull();
  });

  it('refuses a file beside the raster that is beyond reason', async () => {
    const path = join(folder, 'huge.tif');
    await writeTestCog(path, holedRaster(4, 3));
    await writeFile(`${path}.aux.xml`, new Uint8Array(2 ** 24 + 1));
    await expect(readClassNames(path, 'huge.tif', 1)).rejects.toThrow('huge.tif.aux.xml: has 16777217 bytes');
  });
});
