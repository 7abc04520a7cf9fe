/** Places of the map that a model is for, drawn at random: what NNDM and kNNDM match the folds to. */
import { rowCellAreasM2 } from '../../core/cellArea.ts';
import { DomainError } from '../../core/errors.ts';
import { windowGrid } from '../../core/grid.ts';
import { createRandom } from '../../core/random.ts';
import { createTransformer, parseCrs } from '../../raster/crs.ts';
import { openStack, placeOf } from '../rasters/covariateStack.ts';
import { cutStack } from '../maps/cutStack.ts';
import { requireBox } from '../maps/mapWindow.ts';
import type { SampleRasterTask } from '../../../workers/sampleRaster.ts';
import type { Grid } from '../../core/grid.ts';
import type { Random } from '../../core/random.ts';
import type { Crs } from '../../raster/crs.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';
import type { StackLayer } from '../rasters/covariateStack.ts';
import type { CovariateStack } from '../rasters/covariateStack.ts';
import type { PlanContext } from '../process.ts';
import type { PredictionArea } from './validationInputs.ts';

/** The number that the methods' authors draw. */
const wantedPlaces = 1000;
/** Cells looked up at a time, and how often: an area with a value in one cell of twenty is still sampled in full. */
const cellsPerRound = 2000;
const mostRounds = 10;
/** Cells along each side of a box that has no raster. */
const boxCells = 10_000;

/** Of a stream of its own, so that places do not follow the draws of folds. */
const stream = 0x9a7e;

interface Area {
  readonly grid: Grid;
  readonly crs: Crs;
  /** Every one needs a value in a cell of the map; of the same grid, before it was cut. */
  readonly layers: readonly StackLayer[];
  /** What the layers are read on. */
  readonly whole: PlacedGrid;
  /** Of the grid in it. */
  readonly offset: { readonly xPx: number; readonly yPx: number };
}

interface Places {
  /** WGS 84 degrees of the cells' centres. */
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** Per layer of the area, in its order: values of those cells. */
  readonly values: readonly Float64Array[];
}

/**
 * Cells are drawn with a chance that is their area on the ground.
 * @param stack rasters of the covariates; null for none
 * @returns 1,000 places, fewer where few cells have values; null where there is neither an area nor a raster
 * @throws {DomainError} 'invalid-input' for a box that is not one, or an area without a valid cell; 'raster-…'
 */
export async function samplePredictionArea(
  context: PlanContext,
  wanted: PredictionArea | null,
  stack: CovariateStack | null,
  seed: number,
): Promise<Places | null> {
  const area = await findArea(context, wanted, stack);
  if (area === null) return null;
  const random = createRandom(seed, stream);
  const drawRow = rowDrawer(area, random);
  const toWgs84 = createTransformer(area.crs, 'EPSG:4326');
  const [x0, dx, , y0, , dy] = area.grid.transform;
  const places: { readonly lon: number; readonly lat: number; readonly values: readonly number[] }[] = [];
  for (let round = 0; round < mostRounds && places.length < wantedPlaces; round++) {
    const cells = Array.from({ length: cellsPerRound }, () => ({
      yPx: drawRow(),
      xPx: random.nextBelow(area.grid.widthPx),
    }));
    const sampled = await valuesOfCells(context, area, cells);
    for (const [i, { xPx, yPx }] of cells.entries()) {
      const values = sampled.map((ofLayer) => ofLayer[i]!);
      const [lon, lat] = toWgs84(x0 + (xPx + 0.5) * dx, y0 + (yPx + 0.5) * dy);
      if (values.every(Number.isFinite) && !Number.isNaN(lon)) places.push({ lon, lat, values });
    }
  }
  if (places.length === 0) {
    const names = area.layers.map((layer) => layer.covariate).join(', ');
    throw new DomainError(
      'invalid-input',
      `No cell of the prediction area has a value in all of ${names}: ${mostRounds * cellsPerRound} cells were looked up. Give a predictionArea where the map has values`,
    );
  }
  const kept = places.slice(0, wantedPlaces);
  return {
    lon: Float64Array.from(kept, ({ lon }) => lon),
    lat: Float64Array.from(kept, ({ lat }) => lat),
    values: area.layers.map((_, layer) => Float64Array.from(kept, ({ values }) => values[layer]!)),
  };
}

async function findArea(
  { library }: PlanContext,
  wanted: PredictionArea | null,
  stack: CovariateStack | null,
): Promise<Area | null> {
  const from = wanted !== null && 'raster' in wanted ? await openStack(library, { predictionArea: wanted }) : stack;
  const box = wanted !== null && 'bbox' in wanted ? wanted : null;
  if (from !== null) {
    const { stack: whole, window } = cutStack(from, box);
    const grid = windowGrid(whole.grid, window);
    return { grid, crs: whole.crs, layers: whole.layers, whole: placeOf(whole), offset: window };
  }
  if (box === null) return null;
  const [west, south, east, north] = requireBox(box.bbox, box.crs);
  const transform = [west, (east - west) / boxCells, 0, north, 0, (south - north) / boxCells] as const;
  const whole = { grid: { widthPx: boxCells, heightPx: boxCells, transform }, crs: parseCrs(box.crs) };
  return { ...whole, layers: [], whole, offset: { xPx: 0, yPx: 0 } };
}

function rowDrawer({ grid, crs }: Area, random: Random): () => number {
  const areas = rowCellAreasM2(grid, crs.metresPerUnit);
  let sum = 0;
  const upTo = areas.map((area) => (sum += area));
  return () => {
    const share = random.nextUnit() * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! > share) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

async function valuesOfCells(
  { pool, signal }: PlanContext,
  { layers, whole, offset }: Area,
  cells: readonly { readonly xPx: number; readonly yPx: number }[],
): Promise<readonly Float64Array[]> {
  const points = cells.map(({ xPx, yPx }) => ({ xPx: xPx + offset.xPx, yPx: yPx + offset.yPx }));
  return Promise.all(
    layers.map(({ file, onGrid }) => {
      const task: SampleRasterTask = { layer: onGrid, name: file.name, target: whole, points };
      return pool.run<Float64Array>('sampleRaster', task, signal);
    }),
  );
}
