/** A benchmark map made by this program alone, for where the shared one cannot be made. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../../src/core/random.ts';
import { assembleCog } from '../../src/raster/assembleCog.ts';
import { encodeChunk } from '../../src/raster/cogChunk.ts';
import { chunkWindow, planCog } from '../../src/raster/cogPlan.ts';
import { createTransformer } from '../../src/raster/crs.ts';

const names = ['pre', 'tdd', 'tpi', 'elevation', 'slope', 'ndvi'];
const nodata = -9999;
const cellM = 250;
const origin = { x: 300_000, y: 5_950_000 };
/** EPSG:32651 as GeoKeys: projected, pixel is area, WGS 84 / UTM zone 51N. */
const geoKeys = {
  directory: [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32651],
  doubles: null,
  ascii: null,
};

export async function makeSmallMap(folder: string, sizePx: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const chunkSizePx = 512;
  const plan = planCog({ widthPx: sizePx, heightPx: sizePx }, chunkSizePx);
  for (const [layer, name] of names.entries()) {
    await assembleCog({
      grid: { widthPx: sizePx, heightPx: sizePx, transform: [origin.x, cellM, 0, origin.y, 0, -cellM] },
      geoKeys,
      nodata,
      chunkSizePx,
      readChunk: (index) => {
        const { xPx, yPx, widthPx, heightPx } = chunkWindow(plan, index);
        const values = Float32Array.from({ length: widthPx * heightPx }, (_, i) =>
          field(layer, (xPx + (i % widthPx)) / sizePx, (yPx + Math.floor(i / widthPx)) / sizePx),
        );
        return Promise.resolve(encodeChunk(plan, index, values, nodata));
      },
      text: { description: name, unit: '', items: {} },
      path: join(folder, `${name}.tif`),
      signal: new AbortController().signal,
    });
  }
  await writeFile(join(folder, 'stations.csv'), stations(sizePx));
}

/** Waves of a length and height of their own for each layer; a corner has no data. */
function field(layer: number, x: number, y: number): number {
  if (x + y < 0.35) return Number.NaN;
  return (
    100 * Math.sin((3 + layer) * x + layer) +
    80 * Math.cos((5 + 2 * layer) * y) +
    10 * Math.sin(90 * x * (layer + 1) + 70 * y)
  );
}

function stations(sizePx: number): string {
  const random = createRandom(20231024);
  const toWgs84 = createTransformer('EPSG:32651', 'EPSG:4326');
  const rows: string[] = [];
  while (rows.length < 104) {
    const [column, row] = [random.nextBelow(sizePx), random.nextBelow(sizePx)];
    const values = names.map((_, layer) => field(layer, column / sizePx, row / sizePx));
    if (values.some(Number.isNaN)) continue;
    const [lon, lat] = toWgs84(origin.x + (column + 0.5) * cellM, origin.y - (row + 0.5) * cellM);
    const magstC = -3 + 0.01 * values[1]! - 0.005 * values[0]! + 0.5 * (random.nextUnit() - 0.5);
    rows.push(`S${rows.length + 1},${lon.toFixed(7)},${lat.toFixed(7)},${magstC.toFixed(3)}`);
  }
  return `id,lon,lat,magst_c\n${rows.join('\n')}\n`;
}
