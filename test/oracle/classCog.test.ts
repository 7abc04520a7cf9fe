/** GDAL as the judge of maps of whole numbers: types, colour tables, names of classes, overviews. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { classColour } from '../../src/core/classColours.ts';
import { auxiliaryXml, classFormat } from '../../src/raster/mapClasses.ts';
import { northUp, type TestRaster, writeTestCog } from '../raster/support/writeTestCog.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const gdalTest = oracleTest(['gdal']);
const grid = { widthPx: 604, heightPx: 44, transform: northUp };
const classes = [
  { value: 1, name: 'bog', colour: classColour(0) },
  { value: 2, name: 'forest < 5 m & "open"', colour: classColour(1) },
  { value: 7, name: '草甸', colour: classColour(2) },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'class-cog-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What GDAL says of band 1, and the pixels of its levels. */
const script = `
import json, sys; from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
band = dataset.GetRasterBand(1)
levels = [band] + [band.GetOverview(i) for i in range(band.GetOverviewCount())]
table = band.GetColorTable()
rat = band.GetDefaultRAT()
print(json.dumps({
  'type': gdal.GetDataTypeName(band.DataType),
  'nodata': band.GetNoDataValue(),
  'colours': table and [table.GetColorEntry(i) for i in range(table.GetCount())],
  'overviewColours': table and levels[-1].GetColorInterpretation() == gdal.GCI_PaletteIndex,
  'names': band.GetCategoryNames(),
  'rat': rat and [[rat.GetValueAsString(row, column) for column in range(rat.GetColumnCount())] for row in range(rat.GetRowCount())],
  'levels': [level.ReadAsArray().ravel().tolist() for level in levels],
}))
`;

interface Reading {
  readonly type: string;
  readonly nodata: number;
  readonly colours: readonly number[][] | null;
  readonly overviewColours: boolean | null;
  readonly names: readonly string[] | null;
  readonly rat: readonly string[][] | null;
  readonly levels: readonly number[][];
}

function readByGdal(path: string): Reading {
  return JSON.parse(runOracle(python, ['-c', script, path]));
}

/** Patches of classes 1, 2 and 7 whose sides are multiples of four, so that no 2 × 2 pixels hold two alike in number. */
function classRaster(): TestRaster {
  const values = Float32Array.from({ length: grid.widthPx * grid.heightPx }, (_, i) => {
    const [x, y] = [Math.floor((i % grid.widthPx) / 4), Math.floor(i / grid.widthPx / 4)];
    return [1, 2, 7, NaN][(x * x + 3 * y) % 4]!;
  });
  return { grid, values };
}

describe('a map of classes, judged by GDAL', () => {
  gdalTest('has a colour table, names, its numbers, and overviews by mode', async () => {
    const path = join(folder, 'classes.tif');
    await writeTestCog(path, classRaster(), {
      ...classFormat(classes),
    });
    await writeFile(`${path}.aux.xml`, auxiliaryXml(classes));
    const verdict = runOracle(python, ['-m', 'osgeo_utils.samples.validate_cloud_optimized_geotiff', path]);
    expect(verdict).toContain('is a valid cloud optimized GeoTIFF');
    const { type, nodata, colours, overviewColours, names, rat, levels } = readByGdal(path);
    expect([type, nodata, overviewColours]).toEqual(['Byte', 255, true]);
    for (const { value, colour } of classes) expect(colours![value]).toEqual([...colour, 255]);
    expect(colours).toHaveLength(256);
    // Nodata is transparent.
    expect(colours![255]![3]).toBe(0);
    expect(names).toEqual(['', 'bog', 'forest < 5 m & "open"', '', '', '', '', '草甸']);
    expect(rat!.map((row) => row.slice(0, 2))).toEqual(classes.map(({ value, name }) => [String(value), name]));
    expect(rat!.map((row) => row.slice(2))).toEqual(classes.map(({ colour }) => colour.map(String)));
    const expected = Array.from(classRaster().values, (value) => (Number.isNaN(value) ? 255 : value));
    expect(levels[0]).toEqual(expected);
    expect(levels[1]).toEqual(expected.filter((_, i) => i % 2 === 0 && Math.floor(i / grid.widthPx) % 2 === 0));
    expect(runOracle('gdalinfo', [path])).toMatch(/Categories:\n[^]*草甸[^]*Color Table \(RGB with 256 entries\)/);
  });

  gdalTest.each([
    ['uint16', 'UInt16', 65_535, 0],
    ['int16', 'Int16', -32_768, 0],
    ['int16', 'Int16', -32_768, -3000],
    ['uint8', 'Byte', 0, 0],
  ] as const)('writes amounts as %s with the overviews of GDAL AVERAGE', async (sampleType, type, nodata, shift) => {
    const path = join(folder, `${sampleType}${shift}.tif`);
    const top = sampleType === 'uint8' ? 255 : 5000;
    const values = Float32Array.from({ length: grid.widthPx * grid.heightPx }, (_, i) =>
      i % 53 === 0 ? NaN : 1 + shift + ((i * 7919 + (i >> 7)) % top),
    );
    await writeTestCog(path, { grid, values }, { sampleType, nodata });
    const copy = join(folder, `${sampleType}-gdal.tif`);
    runOracle('gdal_translate', ['-q', '-co', 'COPY_SRC_OVERVIEWS=NO', path, copy]);
    runOracle('gdaladdo', ['-q', '-r', 'average', copy, '2']);
    const [own, gdal] = [readByGdal(path), readByGdal(copy)];
    expect([own.type, own.nodata]).toEqual([type, nodata]);
    expect(own.levels[0]).toEqual(Array.from(values, (value) => (Number.isNaN(value) ? nodata : value)));
    const differences = own.levels[1]!.map((value, i) => Math.abs(value - gdal.levels[1]![i]!));
    expect(Math.max(...new Set(differences))).toBe(0);
  });
});
