/** GDAL as the judge of what the COG writer writes. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { CogRequest } from '../../src/raster/assembleCog.ts';
import {
  albersKeys,
  holedRaster,
  type TestRaster,
  utmPointKeys,
  writeTestCog,
} from '../raster/support/writeTestCog.ts';
import { oracleTest, python, runOracle } from '../support/oracles.ts';

const gdalTest = oracleTest(['gdal']);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cog-oracle-'));
});
afterAll(() => rm(folder, { recursive: true }));

const allNodata = holedRaster(600, 520);
allNodata.values.fill(NaN);

const variants: readonly (readonly [string, TestRaster, Partial<CogRequest>])[] = [
  ['one pixel', { ...holedRaster(1, 1), values: Float32Array.of(-3.25) }, {}],
  ['511 × 513', holedRaster(511, 513), {}],
  ['1024 × 1024', holedRaster(1024, 1024), { chunkSizePx: 1024 }],
  ['1500 × 700', holedRaster(1500, 700), { chunkSizePx: 1024 }],
  ['all nodata', allNodata, {}],
  ['NaN as nodata', holedRaster(600, 520), { nodata: NaN }],
  ['uncompressed', holedRaster(1100, 600), { compression: 'none' }],
  ['BigTIFF', holedRaster(1100, 600), { bigTiff: 'force' }],
  ['PixelIsPoint', holedRaster(600, 520), { geoKeys: utmPointKeys }],
  ['south-up', holedRaster(600, 520, [500_000, 30, 0, 6_000_000, 0, 30]), {}],
  ['south-up PixelIsPoint', holedRaster(30, 20, [500_000, 30, 0, 6_000_000, 0, 30]), { geoKeys: utmPointKeys }],
  ['user-defined CRS', holedRaster(600, 520), { geoKeys: albersKeys }],
];

interface GdalInfo {
  readonly geoTransform: readonly number[];
  readonly coordinateSystem: { readonly wkt: string };
  readonly metadata: {
    readonly '': Readonly<Record<string, string>>;
    readonly IMAGE_STRUCTURE: { readonly COMPRESSION?: string };
  };
  readonly bands: readonly {
    readonly noDataValue: number | string;
    readonly description: string;
    readonly unit: string;
    readonly metadata: { readonly '': Readonly<Record<string, string>> };
  }[];
}

function gdalInfo(path: string): GdalInfo {
  const printed: GdalInfo = JSON.parse(runOracle('gdalinfo', ['-json', path]));
  return printed;
}

/** Little-endian float32 of one band on one level, as GDAL decodes it. */
const readLevel = `
import sys; from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
band = dataset.GetRasterBand(int(sys.argv[3]))
level = int(sys.argv[2])
band = band if level == 0 else band.GetOverview(level - 1)
sys.stdout.write(band.ReadAsArray().astype('<f4').tobytes().hex())
`;

function readByGdal(path: string, level: number, band = 1): Float32Array {
  const bytes = Buffer.from(runOracle(python, ['-c', readLevel, path, String(level), String(band)]), 'hex');
  return new Float32Array(new Uint8Array(bytes).buffer);
}

const validator = ['-m', 'osgeo_utils.samples.validate_cloud_optimized_geotiff', '--full-check=yes'];

describe('the COG writer, judged by GDAL', () => {
  gdalTest.each(variants)('writes a valid file: %s', async (name, raster, options) => {
    const path = join(folder, `valid-${name}.tif`);
    const { statistics } = await writeTestCog(path, raster, options);
    const { count, mean } = statistics[0]!;

    const verdict = runOracle(python, [...validator, path]);
    expect(verdict).toContain('is a valid cloud optimized GeoTIFF');
    expect(verdict).not.toMatch(/warning/i);

    const info = gdalInfo(path);
    expect(info.geoTransform).toEqual(raster.grid.transform);
    expect(info.coordinateSystem.wkt).toContain(options.geoKeys === albersKeys ? 'Albers' : '"EPSG",32645');
    const [band] = info.bands;
    expect([band!.description, band!.unit]).toEqual(['Ground temperature', '°C']);
    const { compression = 'deflate' } = options;
    expect(info.metadata.IMAGE_STRUCTURE.COMPRESSION).toBe(compression === 'none' ? undefined : 'DEFLATE');
    expect(band!.noDataValue).toBe(Number.isNaN(options.nodata) ? 'NaN' : -9999);
    const written = band!.metadata[''];
    expect(written['STATISTICS_MEAN']).toBe(count === 0 ? undefined : String(mean));

    const expected = raster.values.map((value) => (Number.isNaN(value) ? (options.nodata ?? -9999) : value));
    expect(Buffer.from(readByGdal(path, 0).buffer).equals(Buffer.from(expected.buffer))).toBe(true);
  });

  gdalTest('has the statistics that GDAL computes from the pixels', async () => {
    const path = join(folder, 'statistics.tif');
    const [statistics] = (await writeTestCog(path, holedRaster(1500, 700))).statistics;
    const script = `
import sys; from osgeo import gdal
gdal.UseExceptions()
dataset = gdal.Open(sys.argv[1])
print(*dataset.GetRasterBand(1).ComputeStatistics(False))
`;
    const copy = join(folder, 'statistics-copy.tif');
    runOracle('gdal_translate', ['-q', '-mo', 'A=B', path, copy]);
    const [min, max, mean, deviation] = runOracle(python, ['-c', script, copy]).split(' ').map(Number);
    expect([statistics!.min, statistics!.max]).toEqual([min, max]);
    expect(Math.abs(statistics!.mean - mean!)).toBeLessThan(1e-9 /* °C */);
    expect(Math.abs(Math.sqrt(statistics!.squares / statistics!.count) - deviation!)).toBeLessThan(1e-9 /* °C */);
  });

  gdalTest('makes overviews with the same bits as GDAL AVERAGE', async () => {
    const raster = holedRaster(2048, 1536);
    const path = join(folder, 'overviews.tif');
    await writeTestCog(path, raster, { chunkSizePx: 1024 });
    const gdal = join(folder, 'gdal.tif');
    runOracle('gdal_translate', ['-q', '-co', 'COPY_SRC_OVERVIEWS=NO', path, gdal]);
    runOracle('gdaladdo', ['-q', '-r', 'average', gdal, '2', '4']);
    for (const level of [1, 2]) {
      const own = Buffer.from(readByGdal(path, level).buffer);
      expect([level, own.equals(Buffer.from(readByGdal(gdal, level).buffer))]).toEqual([level, true]);
    }
  });

  gdalTest('writes several bands as GDAL does, each with its name, statistics and overviews', async () => {
    const raster = holedRaster(1100, 700);
    const halved = { ...raster, values: raster.values.map((value) => value / 2) };
    const third = { ...raster, values: raster.values.map((value, i) => (i % 3 === 0 ? NaN : value + i)) };
    const path = join(folder, 'bands.tif');
    const { statistics } = await writeTestCog(path, [raster, halved, third]);
    const verdict = runOracle(python, [...validator, path]);
    expect(verdict).toContain('is a valid cloud optimized GeoTIFF');
    expect(verdict).not.toMatch(/warning/i);
    const { bands } = gdalInfo(path);
    expect(bands.map(({ description }) => description)).toEqual([
      'Ground temperature',
      'Ground temperature 1',
      'Ground temperature 2',
    ]);
    expect(bands.map((band) => band.metadata['']['STATISTICS_MEAN'])).toEqual(
      statistics.map(({ mean }) => String(mean)),
    );
    for (const [i, { values }] of [raster, halved, third].entries()) {
      const expected = values.map((value) => (Number.isNaN(value) ? -9999 : value));
      expect(Buffer.from(readByGdal(path, 0, i + 1).buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    }
    // The same pixels by GDAL's own COG driver: as large, and with the same overviews.
    const gdal = join(folder, 'bands-gdal.tif');
    const options = ['COMPRESS=DEFLATE', 'PREDICTOR=3', 'RESAMPLING=AVERAGE', 'OVERVIEWS=IGNORE_EXISTING'];
    runOracle('gdal_translate', ['-q', '-of', 'COG', ...options.flatMap((option) => ['-co', option]), path, gdal]);
    for (const band of [1, 2, 3]) {
      const [own, theirs] = [readByGdal(path, 1, band), readByGdal(gdal, 1, band)];
      expect([band, Buffer.from(own.buffer).equals(Buffer.from(theirs.buffer))]).toEqual([band, true]);
    }
    expect((await stat(path)).size / (await stat(gdal)).size).toBeLessThan(1.05);
  });

  gdalTest('carries every character of names and units', async () => {
    const path = join(folder, 'text.tif');
    const [description, unit] = ['a < "b" & c', '°C·day'];
    const text = { bands: [{ description, unit }], items: { TITLE: '<MAGT> & "5 m" &amp; 多年冻土' } };
    await writeTestCog(path, holedRaster(20, 10), { text });
    const info = gdalInfo(path);
    expect([info.bands[0]!.description, info.bands[0]!.unit]).toEqual([description, unit]);
    expect(info.metadata['']['TITLE']).toBe(text.items.TITLE);
  });

  gdalTest('copies user-defined CRS keys so that GDAL reads the parameters that went in', async () => {
    const path = join(folder, 'albers.tif');
    await writeTestCog(path, holedRaster(20, 10), { geoKeys: albersKeys });
    const proj4 = runOracle('gdalsrsinfo', ['-o', 'proj4', path]).trim();
    expect(proj4).toContain('+proj=aea +lat_0=0 +lon_0=105 +lat_1=25 +lat_2=47');
  });
});
