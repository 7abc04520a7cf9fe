/** Values of rasters where the stations are. */
import { DomainError } from '../core/errors.ts';
import { pixelAt } from '../core/grid.ts';
import { createTransformer } from '../raster/crs.ts';
import type { SampleRasterTask } from '../../workers/sampleRaster.ts';
import type { CovariateStack, StackLayer } from './covariateStack.ts';
import type { PlanContext } from './process.ts';
import type { Stations } from './stations.ts';

interface Pixel {
  readonly xPx: number;
  readonly yPx: number;
}

/** One per station; null where it has none. */
type StationPixels = readonly (Pixel | null)[];

/** Pixel of each station, null where it has none: then the reason is noted. */
export function locateStations(stations: Stations, stack: CovariateStack, reasons: Map<number, string>): StationPixels {
  const { positions } = stations;
  if (positions === null) {
    throw new DomainError(
      'invalid-input',
      'Raster covariates are sampled at the stations, but the table has no coordinate columns. Name them, such as columns={"lat":"Y","lon":"X"}',
    );
  }
  const west = Math.min(
    stack.grid.transform[0],
    stack.grid.transform[0] + stack.grid.transform[1] * stack.grid.widthPx,
  );
  const toGrid = createTransformer('EPSG:4326', stack.crs, { westEdge: west });
  const pixelOf = (lon: number, lat: number): Pixel | null => pixelAt(stack.grid, ...toGrid(lon, lat));
  return Array.from(positions.lon, (lon, row) => {
    const lat = positions.lat[row]!;
    const pixel = pixelOf(lon, lat);
    if (pixel === null && !reasons.has(row)) {
      const swapped = Math.abs(lon) <= 90 && pixelOf(lat, lon) !== null;
      const hint = swapped ? '; with latitude and longitude swapped it would lie inside' : '';
      reasons.set(row, `lies outside the rasters (lon ${lon}, lat ${lat})${hint}`);
    }
    return pixel;
  });
}

export async function sampleLayer(
  { pool, signal }: PlanContext,
  layer: StackLayer,
  pixels: StationPixels,
): Promise<Float64Array> {
  const rows = [...pixels.keys()].filter((row) => pixels[row] !== null);
  const task: SampleRasterTask = {
    path: layer.file.path,
    name: layer.file.name,
    band: layer.band,
    points: rows.map((row) => pixels[row]!),
  };
  const sampled = await pool.run<Float64Array>('sampleRaster', task, signal);
  const values = new Float64Array(pixels.length).fill(Number.NaN);
  rows.forEach((row, i) => (values[row] = sampled[i]!));
  return values;
}
