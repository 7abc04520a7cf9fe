/** Values of rasters where the stations are. */
import { DomainError } from '../../core/errors.ts';
import { pixelAt } from '../../core/grid.ts';
import { createTransformer } from '../../raster/crs.ts';
import { placeOf } from './covariateStack.ts';
import type { SampleRasterTask } from '../../../workers/sampleRaster.ts';
import type { MoveToCellsTask } from '../../../workers/moveToCells.ts';
import type { FoundCell } from '../../raster/nearestCell.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';
import type { CovariateStack, StackLayer } from './covariateStack.ts';
import type { PlanContext } from '../process.ts';
import type { Stations } from '../stations/stations.ts';

interface Pixel {
  readonly xPx: number;
  readonly yPx: number;
}

/** One per station; null where it has none. */
export type StationPixels = readonly (Pixel | null)[];

/** Pixel of each station, null where it has none: then the reason is noted. */
export function locateStations(
  stations: Pick<Stations, 'positions'>,
  stack: CovariateStack,
  reasons: Map<number, string>,
): StationPixels {
  const { positions } = stations;
  if (positions === null) {
    throw new DomainError(
      'invalid-input',
      'Raster covariates are sampled at the stations, but the table has no columns that are called like latitude and longitude in degrees. Name them: columns={"lat":"Y","lon":"X"}, on the command line --map lat=Y --map lon=X',
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

/** Where stations on cells without a value were moved to, by row. */
export type MovedStations = ReadonlyMap<number, FoundCell>;

/** The nearest cell with a value in every raster, for each station that has a pixel but lacks a value. */
export async function moveToValues(
  context: PlanContext,
  stack: CovariateStack,
  pixels: StationPixels,
  positions: NonNullable<Stations['positions']>,
  withinM: number,
): Promise<MovedStations> {
  const sampled = await Promise.all(stack.layers.map((layer) => sampleLayer(context, layer, placeOf(stack), pixels)));
  const rows = [...pixels.keys()].filter(
    (row) => pixels[row] !== null && sampled.some((values) => !Number.isFinite(values[row])),
  );
  if (rows.length === 0) return new Map();
  const task: MoveToCellsTask = {
    layers: stack.layers.map(({ onGrid }) => onGrid),
    grid: stack.grid,
    crs: stack.crs,
    stations: rows.map((row) => ({ ...pixels[row]!, lonDeg: positions.lon[row]!, latDeg: positions.lat[row]! })),
    withinM,
  };
  const found = await context.pool.run<readonly (FoundCell | null)[]>('moveToCells', task, context.signal);
  return new Map(rows.flatMap((row, i) => (found[i] === null ? [] : [[row, found[i]!] as const])));
}

/** @param target what the pixels are of */
export async function sampleLayer(
  { pool, signal }: PlanContext,
  layer: StackLayer,
  target: PlacedGrid,
  pixels: StationPixels,
): Promise<Float64Array> {
  const rows = [...pixels.keys()].filter((row) => pixels[row] !== null);
  const task: SampleRasterTask = {
    layer: layer.onGrid,
    name: layer.file.name,
    target,
    points: rows.map((row) => pixels[row]!),
  };
  const sampled = await pool.run<Float64Array>('sampleRaster', task, signal);
  const values = new Float64Array(pixels.length).fill(Number.NaN);
  rows.forEach((row, i) => (values[row] = sampled[i]!));
  return values;
}
