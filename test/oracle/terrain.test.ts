/** gdaldem and terra as judges of the terrain parameters. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { createRule } from '../../src/derive/rules.ts';
import { parameterRequests, parametersInput } from '../../src/processes/terrain/terrainParameters.ts';
import { createHaloReader } from '../../src/raster/haloReader.ts';
import { openRaster } from '../../src/raster/openRaster.ts';
import { requireGrid } from '../../src/raster/rasterInfo.ts';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';
import { utmKeys, writeTestCog } from '../raster/support/writeTestCog.ts';
import { bumps } from '../terrain/support.ts';
import type { GeoTransform } from '../../src/core/grid.ts';

const dems = { folder: sharedFolder('data/dem'), name: 'shared data/dem' };
const zoo = { folder: sharedFolder('data/tiff-zoo'), name: 'shared data/tiff-zoo' };
const svalbard = { folder: sharedFolder('data/terrain/svalbard'), name: 'shared data/terrain/svalbard' };

/** WGS 84 in degrees. */
const geographicKeys = { ...utmKeys, directory: [1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'terrain-oracle-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function readBand(path: string): Promise<Float32Array> {
  const raster = await openRaster(path);
  try {
    const { widthPx, heightPx } = raster.info;
    const window = { xPx: 0, yPx: 0, widthPx, heightPx };
    return await raster.readWindow(1, window, new Float32Array(widthPx * heightPx));
  } finally {
    await raster.close();
  }
}

/** One parameter of a whole file, by the rule that the threads follow. */
async function derive(path: string, parameter: unknown): Promise<Float32Array> {
  const raster = await openRaster(path);
  const { grid, crs } = requireGrid(raster.info);
  await raster.close();
  const parameters = parameterRequests(parametersInput.parse([parameter]));
  const rule = createRule({ name: 'terrain', options: { parameters, elevationUnitM: 1 } }, { ...crs, grid });
  const reader = createHaloReader(grid, crs);
  try {
    const at = { window: { xPx: 0, yPx: 0, ...grid }, haloPx: rule.haloPx };
    const layers = await reader.read([{ kind: 'raster', path, band: 1 }], at);
    const out = new Float32Array(grid.widthPx * grid.heightPx);
    rule.derive(layers, at, [out], new Uint32Array());
    return out;
  } finally {
    await reader.close();
  }
}

/** @param tolerance of the larger of a value and `least`, below which the rounding of float32 sums shows */
function expectEqual(
  own: Float32Array,
  other: Float32Array,
  { least = 1, relative = 1e-5, turn = Infinity } = {},
): void {
  expect(own.length).toBe(other.length);
  const wrong: unknown[] = [];
  for (let i = 0; i < own.length && wrong.length < 5; i++) {
    const apart = Math.abs(own[i]! - other[i]!);
    const difference = Math.min(apart, Math.abs(turn - apart));
    const close = difference <= relative * Math.max(least, Math.abs(other[i]!));
    if (!close && !(Number.isNaN(own[i]!) && Number.isNaN(other[i]!))) wrong.push([i, own[i], other[i]]);
  }
  expect(wrong).toEqual([]);
}

const run = (dem: string, mode: string, options: readonly string[]): Promise<Float32Array> => {
  const path = join(folder, 'gdaldem.tif');
  runOracle('gdaldem', [mode, dem, path, '-q', ...options]);
  return readBand(path);
};

/** Whole metres, which GDAL's float32 sums hold exactly, with holes, and cells that are not square. */
const bumpy = async (transform: GeoTransform, geoKeys = utmKeys): Promise<string> => {
  const path = join(folder, `${transform[1]}x${transform[5]}.tif`);
  const values = Float32Array.from({ length: 90 * 70 }, (_, i) =>
    (i * 37) % 211 === 0 ? Number.NaN : bumps(i % 90, Math.floor(i / 90)),
  );
  await writeTestCog(path, { grid: { widthPx: 90, heightPx: 70, transform }, values }, { geoKeys });
  return path;
};

/** The reference stands one row further down and one column further left than the elevation model. */
const shifted = (values: Float32Array, reference: Float32Array): readonly [Float32Array, Float32Array] => {
  const pairs: [number, number][] = [];
  for (let row = 2; row < 52; row++) {
    for (let column = 2; column < 48; column++)
      pairs.push([values[(row + 1) * 50 + column - 1]!, reference[row * 50 + column]!]);
  }
  return [Float32Array.from(pairs, ([own]) => own), Float32Array.from(pairs, ([, other]) => other)];
};

const zevenbergenThorne = ['-alg', 'ZevenbergenThorne'];
const byGdaldem: readonly (readonly [unknown, string, readonly string[]])[] = [
  ['slope', 'slope', []],
  [{ parameter: 'slope', unit: 'percent' }, 'slope', ['-p']],
  [{ parameter: 'slope', method: 'zevenbergen-thorne' }, 'slope', zevenbergenThorne],
  ['tpi', 'TPI', []],
  ['tri', 'TRI', ['-alg', 'Riley']],
  [{ parameter: 'tri', method: 'wilson' }, 'TRI', ['-alg', 'Wilson']],
  ['roughness', 'roughness', []],
];

describe('gdaldem', () => {
  const gdalTest = oracleTest(['gdal']);

  gdalTest.each(byGdaldem)(
    'and %o agree to 1e-5 on whole metres with holes, on cells of 30 × 20 m',
    async (parameter, mode, options) => {
      const dem = await bumpy([500_000, 30, 0, 6_000_000, 0, -20]);
      expectEqual(await derive(dem, parameter), await run(dem, mode, options), { least: 1e-3 });
    },
  );

  gdalTest.each(['horn', 'zevenbergen-thorne'])('and the aspect by %s agree on square cells', async (method) => {
    const dem = await bumpy([500_000, 30, 0, 6_000_000, 0, -30]);
    const other = await run(dem, 'aspect', method === 'horn' ? [] : zevenbergenThorne);
    expectEqual(await derive(dem, { parameter: 'aspect', method }), other, { least: 360, turn: 360 });
  });

  gdalTest.each(['horn', 'zevenbergen-thorne'])(
    'and the hillshade by %s agree but for its rounding',
    async (method) => {
      const dem = await bumpy([500_000, 30, 0, 6_000_000, 0, -20]);
      const options = ['-az', '200', '-alt', '30', ...(method === 'horn' ? [] : zevenbergenThorne)];
      const other = await run(dem, 'hillshade', options);
      const own = await derive(dem, { parameter: 'hillshade', method, azimuthDeg: 200, altitudeDeg: 30 });
      const apart = own.map((value, i) => Math.abs(value - other[i]!));
      expect([...apart].map(Number.isNaN)).toEqual([...other].map(Number.isNaN));
      // A byte, and float32 sums before it.
      expect(Math.max(...apart.filter((difference) => !Number.isNaN(difference)))).toBeLessThan(0.501);
    },
  );

  gdalTest(
    'and the slope agree on a grid in degrees, row by row where a degree has the metres of its latitude',
    async () => {
      const dem = await bumpy([100, 0.001, 0, 60, 0, -0.001], geographicKeys);
      const own = await derive(dem, { parameter: 'slope', unit: 'percent' });
      // One row at a time, as a plane grid of the cell size there.
      for (const row of [5, 40, 64]) {
        const latitudeDeg = 60 - (row + 0.5) * 0.001;
        const [perLongitude, perLatitude] = geodesicDegreesM(latitudeDeg);
        const flat = await bumpy([0, 0.001 * perLongitude, 0, 0, 0, -0.001 * perLatitude]);
        const other = await run(flat, 'slope', ['-p']);
        expectEqual(own.slice(row * 90, row * 90 + 90), other.slice(row * 90, row * 90 + 90), { least: 1e-3 });
      }
    },
  );

  const realTest = oracleTest(['gdal', dems]);
  realTest.each(
    ['finse_aster_utm32', 'retezat_srtm90', 'tienshan_500m_utm42'].flatMap((name) =>
      byGdaldem.slice(2, 5).map((mode) => [name, ...mode] as const),
    ),
  )('and %s: %o agree but for the rounding of float32 sums', async (name, parameter, mode, options) => {
    const dem = join(dems.folder!, `${name}.tif`);
    // Sums of eight elevations of up to 5000 m have an error of 2e-3 m in float32: over eight cells that is in percent.
    expectEqual(await derive(dem, parameter), await run(dem, mode, options), {
      least: name === 'finse_aster_utm32' ? 50 : 1e-3,
    });
  });
});

describe('the terrain of Svalbard', () => {
  const svalbardTest = oracleTest([svalbard, zoo]);
  svalbardTest.each([
    ['slope_Horn', 'slope', {}],
    ['slope_Zevenberg', { parameter: 'slope', method: 'zevenbergen-thorne' }, {}],
    ['aspect_Horn', 'aspect', { turn: 360 }],
    ['tpi', 'tpi', {}],
    ['hillshade_Horn', 'hillshade', { relative: 0.6 }],
  ])('has the %s of the reference', async (name, parameter, options) => {
    const own = await derive(join(zoo.folder!, 'svalbard_f64_p3.tif'), parameter);
    const reference = await readBand(join(svalbard.folder!, `test_data_gdal_${name}.tif`));
    const [a, b] = shifted(own, reference);
    expectEqual(a, b, { least: 300, ...options });
  });
});

describe('terra', () => {
  const terraTest = oracleTest(['r', 'LONG_TESTS=1', dems]);
  terraTest.each([
    ['mean', 'mean', 3],
    ['standardDeviation', 'sd', 3],
    ['median', 'median', 2],
    ['standardDeviation', 'sd', 1],
  ])('gives the same %s by focal %s over squares of radius %i', async (parameter, statistic, radiusPx) => {
    const dem = join(dems.folder!, 'tienshan_500m_utm42.tif');
    const path = join(folder, `${statistic}.tif`);
    const script = `suppressMessages(library(terra)); x <- rast("${dem}"); writeRaster(focal(x, w = ${2 * radiusPx + 1}, fun = "${statistic}"), "${path}", datatype = "FLT4S", overwrite = TRUE)`;
    runOracle('Rscript', ['-e', script]);
    expectEqual(await derive(dem, { parameter, radiusPx }), await readBand(path), { least: 1 });
  });
});

/** Lengths of a degree by numerical differences of positions on the ellipsoid, apart from the formulas in use. */
function geodesicDegreesM(latitudeDeg: number): readonly [longitude: number, latitude: number] {
  const step = 1e-4;
  const [below, above] = [pointOfMeridian(latitudeDeg - step), pointOfMeridian(latitudeDeg + step)];
  return [
    (pointOfMeridian(latitudeDeg)[0] * Math.PI) / 180,
    Math.hypot(above[0] - below[0], above[1] - below[1]) / (2 * step),
  ];
}

/** Distance from the axis and height above the equator, m. */
function pointOfMeridian(degrees: number): readonly [number, number] {
  const [a, b] = [6_378_137, 6_356_752.314245];
  // The reduced latitude of an ellipse.
  const reduced = Math.atan((b / a) * Math.tan((degrees * Math.PI) / 180));
  return [a * Math.cos(reduced), b * Math.sin(reduced)];
}
