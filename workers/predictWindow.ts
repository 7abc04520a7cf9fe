import { move } from 'piscina';
import { joinFrames } from '../src/core/frames.ts';
import { countCoverage } from '../src/forest/coverage.ts';
import { viewForest } from '../src/forest/forest.ts';
import { createKernel } from '../src/forest/kernel.ts';
import { tallyClasses } from '../src/physics/classTally.ts';
import { errorForParent } from '../src/pool/protocol.ts';
import { encodeChunk } from '../src/raster/cogChunk.ts';
import { chunkWindow, planCog, tileSizePx } from '../src/raster/cogPlan.ts';
import { createLayerReader } from '../src/raster/layers.ts';
import type { Grid, PixelWindow } from '../src/core/grid.ts';
import type { CovariateRange } from '../src/forest/coverage.ts';
import type { Kernel } from '../src/forest/kernel/wasm.ts';
import type { StabilityScheme } from '../src/physics/stability.ts';
import type { Crs } from '../src/raster/crs.ts';
import type { Layer } from '../src/raster/layers.ts';

export interface PredictWindowTask {
  readonly forest: SharedArrayBuffer;
  /** In the order of the forest's covariates, all on `grid`. */
  readonly layers: readonly Layer[];
  readonly ranges: readonly CovariateRange[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** The map's part of the grid. */
  readonly window: PixelWindow;
  readonly chunkSizePx: number;
  readonly index: number;
  readonly nodata: number;
  readonly schemes: readonly StabilityScheme[];
}

/** Of the last task: the chunks of one map repeat their forest, every time as another object over the same memory. */
let last: { readonly forest: Buffer; readonly kernel: Kernel } | null = null;

function kernelOf(buffer: SharedArrayBuffer): Kernel {
  const forest = Buffer.from(buffer);
  if (last === null || !last.forest.equals(forest)) last = { forest, kernel: createKernel(viewForest(buffer)) };
  return last.kernel;
}

/** Predicts one chunk. @returns frames: a tally per scheme, the coverage, the chunk's encoded tiles */
export default async function predictWindow(task: PredictWindowTask): Promise<unknown> {
  const reader = createLayerReader(task.grid, task.crs);
  try {
    const kernel = kernelOf(task.forest);
    const plan = planCog(task.window, task.chunkSizePx);
    const chunk = chunkWindow(plan, task.index);
    const values = new Float32Array(chunk.widthPx * chunk.heightPx);
    const coverage = new Uint32Array(2 * task.layers.length);
    // Whole rows of tiles at a time: few megabytes of covariates, whatever the size of a chunk.
    for (let row = 0; row < chunk.heightPx; row += tileSizePx) {
      const [xPx, yPx] = [task.window.xPx + chunk.xPx, task.window.yPx + chunk.yPx + row];
      const strip = { xPx, yPx, widthPx: chunk.widthPx, heightPx: Math.min(tileSizePx, chunk.heightPx - row) };
      const columns = await reader.read(task.layers, strip);
      const count = strip.widthPx * strip.heightPx;
      kernel.predict(columns, count, values.subarray(row * chunk.widthPx));
      countCoverage(columns, task.ranges, count).forEach((cells, i) => (coverage[i]! += cells));
    }
    const tallies = task.schemes.map((scheme) => new Uint8Array(tallyClasses(values, chunk.widthPx, scheme).buffer));
    const tiles = encodeChunk(plan, task.index, [values], task.nodata);
    const bytes = joinFrames([...tallies, new Uint8Array(coverage.buffer), tiles]);
    return move(bytes);
  } catch (error) {
    throw errorForParent(error);
  } finally {
    await reader.close();
  }
}
