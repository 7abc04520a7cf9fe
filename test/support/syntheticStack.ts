/** Covariate rasters and stations of any size, made by the program itself, for tests that need more than the seeds. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.ts';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { chunkWindow, planCog } from '../../src/raster/cogPlan.ts';
import { createTransformer } from '../../src/raster/crs.ts';
import { heldChunks } from './heldChunks.ts';

export interface SyntheticStack {
  readonly stationsPath: string;
  /** Covariate name to raster file. */
  readonly covariates: Readonly<Record<string, string>>;
}

const nodata = -9999;
const chunkSizePx = 512;
const origin = { x: 300_000, y: 5_950_000 };
/** EPSG:32651 as GeoKeys: projected, pixel is area, WGS 84 / UTM zone 51N. */
const geoKeys = {
  directory: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651],
  doubles: null,
  ascii: null,
};

/** One raster per name on one grid in UTM, and a hundred and four stations whose temperature depends on the first two. */
export async function makeSyntheticStack(
  folder: string,
  size: { readonly widthPx: number; readonly heightPx: number },
  names: readonly [string, string, ...string[]],
): Promise<SyntheticStack> {
  await mkdir(folder, { recursive: true });
  // The extent is the same for every size, so that stations are where the map is.
  const transform = [origin.x, 250_000 / size.widthPx, 0, origin.y, 0, -250_000 / size.heightPx] as const;
  const plan = planCog(size, chunkSizePx);
  const covariates: Record<string, string> = {};
  for (const [layer, name] of names.entries()) {
    const path = join(folder, `${name}.tif`);
    covariates[name] = path;
    await assembleCog({
      grid: { ...size, transform },
      geoKeys,
      nodata,
      chunkSizePx,
      chunks: heldChunks((index) => {
        const { xPx, yPx, widthPx, heightPx } = chunkWindow(plan, index);
        const values = new Float32Array(widthPx * heightPx);
        for (let i = 0; i < values.length; i++) {
          const [column, row] = [xPx + (i % widthPx), yPx + Math.floor(i / widthPx)];
          values[i] = field(layer, (column + 0.5) / size.widthPx, (row + 0.5) / size.heightPx);
        }
        return encodeChunk(plan, index, [values], { nodata });
      }),
      text: { bands: [{ description: name, unit: '' }], items: {} },
      path,
      signal: new AbortController().signal,
    });
  }
  const stationsPath = join(folder, 'stations.csv');
  await writeFile(stationsPath, stationTable(names.length));
  return { stationsPath, covariates };
}

/** Waves of a length and height of their own for each layer; the north-western corner has no data. */
function field(layer: number, x: number, y: number): number {
  if (x + y < 0.35) return Number.NaN;
  return (
    100 * Math.sin((3 + layer) * x + layer) +
    80 * Math.cos((5 + 2 * layer) * y) +
    10 * Math.sin(90 * x * (layer + 1) + 70 * y)
  );
}

function stationTable(layers: number): string {
  const random = createRandom(20231024);
  const toWgs84 = createTransformer('EPSG:32651', 'EPSG:4326');
  const rows: string[] = [];
  while (rows.length < 104) {
    const [x, y] = [random.nextUnit(), random.nextUnit()];
    const values = Array.from({ length: layers }, (_, layer) => field(layer, x, y));
    if (values.some(Number.isNaN)) continue;
    const [lon, lat] = toWgs84(origin.x + 250_000 * x, origin.y - 250_000 * y);
    const magstC = -3 + 0.01 * values[1]! - 0.005 * values[0]! + 0.5 * (random.nextUnit() - 0.5);
    rows.push(`S${rows.length + 1},${lon.toFixed(7)},${lat.toFixed(7)},${magstC.toFixed(3)}`);
  }
  return `id,lon,lat,magst_c\n${rows.join('\n')}\n`;
}
