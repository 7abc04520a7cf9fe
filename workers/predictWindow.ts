import { move } from 'piscina';
import { joinFrames } from '../src/core/frames.ts';
import { tallyInside } from '../src/forest/applicability/insideTally.ts';
import { createBands, mainBand } from '../src/forest/bands.ts';
import { countCoverage, rankCodes } from '../src/forest/coverage.ts';
import { tallyClasses } from '../src/physics/classTally.ts';
import { keepLast } from '../src/pool/keepLast.ts';
import { asTask } from '../src/pool/protocol.ts';
import { encodeChunk } from '../src/raster/encodeChunk.ts';
import { chunkWindow, planCog, tileSizePx } from '../src/raster/cogPlan.ts';
import { createLayerReader } from '../src/raster/layers.ts';
import type { Grid, PixelWindow } from '../src/core/grid.ts';
import type { BandPredictor } from '../src/forest/bands.ts';
import type { BandModel } from '../src/forest/bands/band.ts';
import type { CovariateRange } from '../src/forest/coverage.ts';
import type { ModelDescription } from '../src/forest/modelHeader.ts';
import type { Relation } from '../src/forest/relation.ts';
import type { StabilityScheme } from '../src/physics/stability/stability.ts';
import type { Crs } from '../src/raster/crs.ts';
import type { CogFormat } from '../src/raster/cogFormat.ts';
import type { Layer, LayerReader } from '../src/raster/layers.ts';

export interface PredictWindowTask {
  /** Name of the map: its chunks have the same model, bands, layers and grid. */
  readonly map: string;
  readonly relation: Relation;
  /** null where no band needs them. */
  readonly rows: BandModel['rows'];
  readonly applicability: BandModel['applicability'];
  readonly intervals: ModelDescription['intervals'];
  /** Labels; null for a model of numbers. */
  readonly classes: readonly string[] | null;
  /** Names; mean or class is among them. */
  readonly bands: readonly string[];
  readonly format: CogFormat;
  /** In the order of the relation's covariates, all on `grid`. */
  readonly layers: readonly Layer[];
  readonly ranges: readonly CovariateRange[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** The map's part of the grid. */
  readonly window: PixelWindow;
  readonly chunkSizePx: number;
  readonly index: number;
  readonly schemes: readonly StabilityScheme[];
}

/**
 * Of a map: the tables of a kernel take longer to build than a chunk takes, and rasters are opened once. The layers are
 * those of the map's first task here, as the reader keeps what it made for a layer by the object that it is.
 */
const kept = keepLast<Pick<PredictWindowTask, 'layers'> & { reader: LayerReader; predict: BandPredictor }>((made) =>
  made.reader.close(),
);

/**
 * Predicts one chunk.
 * @returns frames: a tally per scheme, the coverage, with band aoa a tally of it, the kernels as JSON, the encoded tiles
 */
export default asTask(async (task: PredictWindowTask): Promise<unknown> => {
  try {
    const { reader, layers, predict } = await kept.of(task.map, () => ({
      reader: createLayerReader(task.grid, task.crs),
      layers: task.layers,
      predict: createBands({ ...task, ...task.relation }, task.bands),
    }));
    const plan = planCog(task.window, task.chunkSizePx);
    const chunk = chunkWindow(plan, task.index);
    const values = task.bands.map(() => new Float32Array(chunk.widthPx * chunk.heightPx));
    // Two numbers per covariate, then one more.
    const coverage = new Uint32Array(3 * task.layers.length);
    // Whole rows of tiles at a time: few megabytes of covariates, whatever the size of a chunk.
    for (let row = 0; row < chunk.heightPx; row += tileSizePx) {
      const [xPx, yPx] = [task.window.xPx + chunk.xPx, task.window.yPx + chunk.yPx + row];
      const strip = { xPx, yPx, widthPx: chunk.widthPx, heightPx: Math.min(tileSizePx, chunk.heightPx - row) };
      const columns = await reader.read(layers, strip);
      const count = strip.widthPx * strip.heightPx;
      const at = row * chunk.widthPx;
      const unseen = rankCodes(columns, task.ranges, count);
      const parts = values.map((band) => band.subarray(at, at + count));
      predict(columns, count, parts, strip.widthPx);
      [...countCoverage(columns, task.ranges, count), ...unseen].forEach((cells, i) => (coverage[i]! += cells));
    }
    const main = values[task.bands.indexOf(mainBand(task.classes !== null))]!;
    const inside = values[task.bands.indexOf('aoa')];
    const tallies = [...task.schemes.map((scheme) => tallyClasses(main, chunk.widthPx, scheme)), coverage];
    if (inside !== undefined) tallies.push(tallyInside(inside, chunk.widthPx));
    const texts = Buffer.from(JSON.stringify(predict.kernels));
    const tiles = encodeChunk(plan, task.index, values, task.format);
    return move(joinFrames([...tallies.map((tally) => new Uint8Array(tally.buffer)), texts, tiles]));
  } catch (error) {
    await kept.drop();
    throw error;
  }
});
