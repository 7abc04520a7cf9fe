/** Small rasters of known content, written chunk by chunk as the service writes them. */
import type { GeoKeys, GeoTransform, Grid } from '../../../src/core/grid.ts';
import { assembleCog, type CogRequest, type WrittenCog } from '../../../src/raster/assembleCog.ts';
import { encodeChunk } from '../../../src/raster/encodeChunk.ts';
import { chunkWindow, planCog } from '../../../src/raster/cogPlan.ts';
import { heldChunks } from '../../support/heldChunks.ts';

export const northUp: GeoTransform = [500_000, 30, 0, 7_000_000, 0, -30];

/** WGS 84 / UTM zone 45N, by its code. */
export const utmKeys: GeoKeys = {
  directory: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32645],
  doubles: null,
  ascii: null,
};

/** The same, with the tie point at the centre of the upper left pixel. */
export const utmPointKeys: GeoKeys = {
  ...utmKeys,
  directory: utmKeys.directory.with(11, 2),
};

/** An Albers projection that no register knows: 25° and 47° N, 105° E, on WGS 84. */
export const albersKeys: GeoKeys = {
  directory: [
    [1, 1, 0, 12],
    [1024, 0, 1, 1],
    [1025, 0, 1, 1],
    [1026, 34737, 13, 0],
    [2048, 0, 1, 4326],
    [3072, 0, 1, 32767],
    [3074, 0, 1, 32767],
    [3075, 0, 1, 11],
    [3076, 0, 1, 9001],
    [3078, 34736, 1, 0],
    [3079, 34736, 1, 1],
    [3084, 34736, 1, 2],
    [3085, 34736, 1, 3],
  ].flat(),
  doubles: [25, 47, 105, 0],
  ascii: 'China Albers|',
};

export interface TestRaster {
  readonly grid: Grid;
  /** Row-major, NaN for nodata. */
  readonly values: Float32Array;
}

/** A smooth field with a fixed roughness and holes: reproducible without a generator's state. */
export function holedRaster(widthPx: number, heightPx: number, transform: GeoTransform = northUp): TestRaster {
  const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const x = i % widthPx;
    const y = Math.floor(i / widthPx);
    const isHole = (x - 300) ** 2 + (y - 200) ** 2 < 90 ** 2 || (x * 7 + y * 13) % 97 === 0;
    return isHole ? NaN : 8 * Math.sin(x / 97) - 6 * Math.cos(y / 71) + ((x * 31 + y * 17) % 11) / 10;
  });
  return { grid: { widthPx, heightPx, transform }, values };
}

/** The part of a raster that a chunk holds. */
export function chunkValues({ grid, values }: TestRaster, chunkSizePx: number, index: number): Float32Array {
  const window = chunkWindow(planCog(grid, chunkSizePx), index);
  const out = new Float32Array(window.widthPx * window.heightPx);
  for (let y = 0; y < window.heightPx; y++) {
    const start = (window.yPx + y) * grid.widthPx + window.xPx;
    out.set(values.subarray(start, start + window.widthPx), y * window.widthPx);
  }
  return out;
}

/** Writes a band per raster with UTM keys, nodata −9999 and chunks of 512, unless told otherwise. */
export async function writeTestCog(
  path: string,
  rasters: TestRaster | readonly [TestRaster, ...TestRaster[]],
  options: Partial<CogRequest> = {},
): Promise<WrittenCog> {
  const bands = 'grid' in rasters ? ([rasters] as const) : rasters;
  const { grid } = bands[0];
  const request = {
    grid,
    geoKeys: utmKeys,
    nodata: -9999,
    chunkSizePx: 512,
    text: {
      bands: bands.map((_, i) => ({ description: `Ground temperature${i === 0 ? '' : ` ${i}`}`, unit: '°C' })),
      items: { SOFTWARE: 'Cryoforest' },
    },
    path,
    signal: new AbortController().signal,
    ...options,
  };
  const plan = planCog(grid, request.chunkSizePx);
  const chunks = heldChunks((index) =>
    encodeChunk(
      plan,
      index,
      bands.map((band) => chunkValues(band, request.chunkSizePx, index)),
      request,
    ),
  );
  return assembleCog({ chunks, ...request });
}
