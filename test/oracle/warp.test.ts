import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { openRaster } from '../../src/raster/openRaster.ts';
import { requireGrid } from '../../src/raster/rasterInfo.ts';
import { turnOf } from '../../src/raster/warp/locate.ts';
import { planStretch } from '../../src/raster/warp/planWarp.ts';
import { createBlockLoader } from '../../src/raster/warp/sourceBlock.ts';
import { createWarper } from '../../src/raster/warp/warpWindow.ts';
import { oracleTest, runOracle, sharedFolder } from '../support/oracles.ts';
import type { Raster } from '../../src/raster/openRaster.ts';
import type { PlacedGrid } from '../../src/raster/warp/locate.ts';
import type { Resampling } from '../../src/raster/warp/resampling.ts';
import type { Warp } from '../../src/raster/warp/warpWindow.ts';

const data = sharedFolder('data');
const shared = { folder: data, name: '../shared/data' };
const gdalTest = oracleTest(['gdal', shared]);
const longGdalTest = oracleTest(['gdal', shared, 'LONG_TESTS=1']);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryoforest-warp-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const albers = '+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84 +units=m';
const all = ['nearest', 'bilinear', 'cubic', 'average', 'mode', 'min', 'max'] as const;
/** Of grids turned against one another gdalwarp takes slivers instead of cells. */
const turned = ['nearest', 'bilinear', 'cubic'] as const;

const cases: readonly {
  readonly name: string;
  readonly source: string;
  readonly to: string;
  /** West, south, east, north, then the size of a cell. */
  readonly grid: readonly [number, number, number, number, number, number];
  readonly methods: readonly Resampling[];
}[] = [
  { name: 'UTM to smaller cells in degrees', source: 'dem/finse_aster_utm32.tif', to: 'EPSG:4326', grid: [7.3, 60.5, 7.77, 60.69, 0.0016, 0.0008], methods: all }, // prettier-ignore
  { name: 'UTM to larger cells in degrees', source: 'dem/finse_aster_utm32.tif', to: 'EPSG:4326', grid: [7.3, 60.5, 7.77, 60.69, 0.005, 0.004], methods: all }, // prettier-ignore
  { name: 'UTM to cells 3.4 times as large', source: 'dem/tienshan_500m_utm42.tif', to: 'EPSG:32642', grid: [580_000, 4_565_000, 745_000, 4_688_000, 1700, 1700], methods: all }, // prettier-ignore
  { name: 'degrees to UTM', source: 'stacks/siberia_nechina/elevation.tif', to: 'EPSG:32651', grid: [200_000, 4_500_000, 1_200_000, 6_000_000, 10_000, 10_000], methods: all }, // prettier-ignore
  { name: 'degrees with nodata to a user-defined Albers', source: 'stacks/qtp/maat.tif', to: albers, grid: [-2_500_000, 2_900_000, -200_000, 4_200_000, 20_000, 20_000], methods: all }, // prettier-ignore
  { name: 'a user-defined Albers to degrees', source: 'tiff-zoo/etopo20_nechina_wgs84albers_f32_deflate_p3.tif', to: 'EPSG:4326', grid: [114, 36, 132, 56, 0.15, 0.15], methods: all }, // prettier-ignore
  { name: 'Australian Albers to degrees', source: 'tiff-zoo/etopo20_epsg3577_packbits.tif', to: 'EPSG:4326', grid: [110, -45, 160, -8, 0.4, 0.4], methods: all }, // prettier-ignore
  { name: 'polar stereographic to degrees around the globe', source: 'tiff-zoo/etopo20_arctic_epsg3413_f32_zstd_p3_nan.tif', to: 'EPSG:4326', grid: [-180, 60, 180, 90, 1, 0.5], methods: turned }, // prettier-ignore
  { name: 'degrees to UTM across the antimeridian', source: 'tiff-zoo/geotifftest__nz_habitat_anticross_4326_1deg.tif', to: 'EPSG:2193', grid: [800_000, 4_500_000, 1_700_000, 6_300_000, 20_000, 20_000], methods: ['nearest'] }, // prettier-ignore
];

describe('createWarper', () => {
  for (const [number, { name, source: file, to, grid, methods }] of cases.entries()) {
    const test = number % 3 === 1 ? gdalTest : longGdalTest;
    test(`equals gdalwarp -et 0: ${name}`, async () => {
      const path = join(data!, file);
      const raster = await openRaster(path);
      try {
        const source = { name: 'source', ...requireGrid(raster.info) };
        const target = { name: 'target', ...(await placeOf(path, to, grid)) };
        for (const method of methods) {
          const warp = { source, target, method, stretch: planStretch(source, target) };
          compare(await warped(raster, warp), await warpedByGdal(path, to, grid, warp), target.grid.widthPx, method);
        }
      } finally {
        await raster.close();
      }
    });
  }
});

function compare(values: Float32Array, wanted: Float32Array, widthPx: number, method: Resampling): void {
  const exact = ['nearest', 'mode', 'min', 'max'].includes(method);
  const cells = interior(wanted, widthPx);
  expect(cells.length).toBeGreaterThan(500);
  for (const i of cells) {
    const tolerance = exact ? 0 : 1e-4 * Math.max(1, Math.abs(wanted[i]!));
    if (Math.abs(values[i]! - wanted[i]!) <= tolerance) continue;
    expect.fail(`${method}, cell ${i % widthPx}, ${Math.floor(i / widthPx)}: ${values[i]}, gdalwarp ${wanted[i]}`);
  }
  // gdalwarp gives values to cells beside the source, where it looks at cells instead of places.
  if (['nearest', 'bilinear', 'cubic'].includes(method)) expect(countNaN(values)).toBe(countNaN(wanted));
}

const kind = ['-q', '-overwrite', '-et', '0', '-ot', 'Float32', '-dstnodata', 'nan'];

function gdalwarp(path: string, to: string, grid: (typeof cases)[number]['grid'], options: readonly string[]): string {
  const [west, south, east, north, cellX, cellY] = grid.map(String);
  const out = join(folder, 'gdal.tif');
  const place = ['-t_srs', to, '-te', west!, south!, east!, north!, '-tr', cellX!, cellY!];
  runOracle('gdalwarp', [...kind, ...place, ...options, path, out]);
  return out;
}

function placeOf(path: string, to: string, grid: (typeof cases)[number]['grid']): Promise<PlacedGrid> {
  return read(gdalwarp(path, to, grid, []), (opened) => Promise.resolve(requireGrid(opened.info)));
}

function warpedByGdal(
  path: string,
  to: string,
  grid: (typeof cases)[number]['grid'],
  { target, method, stretch }: Warp,
): Promise<Float32Array> {
  // gdalwarp would measure both for every chunk of the target anew.
  const scales = ['-wo', `XSCALE=${stretch.x}`, '-wo', `YSCALE=${stretch.y}`];
  const out = gdalwarp(path, to, grid, [...scales, '-r', method === 'nearest' ? 'near' : method]);
  const { widthPx, heightPx } = target.grid;
  const window = { xPx: 0, yPx: 0, widthPx, heightPx };
  return read(out, (opened) => opened.readWindow(1, window, new Float32Array(widthPx * heightPx)));
}

async function warped(raster: Raster, warp: Warp): Promise<Float32Array> {
  const { widthPx, heightPx } = warp.target.grid;
  const values = new Float32Array(widthPx * heightPx);
  const load = createBlockLoader({ raster, band: 1, turn: turnOf(warp.source) });
  await createWarper(warp, load)({ xPx: 0, yPx: 0, widthPx, heightPx }, values);
  return values;
}

async function read<Result>(path: string, take: (raster: Raster) => Promise<Result>): Promise<Result> {
  const raster = await openRaster(path);
  try {
    return await take(raster);
  } finally {
    await raster.close();
  }
}

/** Cells that have values two cells around. */
function interior(values: Float32Array, widthPx: number): number[] {
  const reach = [-2, -1, 0, 1, 2];
  return [...values.keys()].filter((i) => {
    const column = i % widthPx;
    if (column < 2 || column >= widthPx - 2) return false;
    return reach.every((y) => reach.every((x) => Number.isFinite(values[i + y * widthPx + x])));
  });
}

function countNaN(values: Float32Array): number {
  return values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
}
