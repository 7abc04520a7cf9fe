/** Finds the different columns among the cells of rasters. */
import { move } from 'piscina';
import { DomainError } from '../src/core/errors.ts';
import { createTupleCollector } from '../src/physics/simulation/cellTuples.ts';
import { asTask } from '../src/pool/protocol.ts';
import { createHaloReader } from '../src/raster/haloReader.ts';
import { rowsAtOnce } from '../src/raster/ruleRunner.ts';
import type { Grid } from '../src/core/grid.ts';
import type { TupleSources } from '../src/physics/simulation/cellTuples.ts';
import type { Crs } from '../src/raster/crs.ts';
import type { Layer } from '../src/raster/layers.ts';

export interface CollectTuplesTask {
  readonly from: TupleSources;
  readonly layers: readonly Layer[];
  readonly grid: Grid;
  readonly crs: Crs;
  /** More are refused. */
  readonly most: number;
}

/** @returns Float64Array, tuple by tuple */
export default asTask(async ({ from, layers, grid, crs, most }: CollectTuplesTask): Promise<unknown> => {
  const reader = createHaloReader(grid, crs);
  try {
    const rows = rowsAtOnce(layers.length, grid.widthPx);
    const collector = createTupleCollector(from, rows * grid.widthPx);
    for (let yPx = 0; yPx < grid.heightPx; yPx += rows) {
      const window = { xPx: 0, yPx, widthPx: grid.widthPx, heightPx: Math.min(rows, grid.heightPx - yPx) };
      const found = collector.add(await reader.read(layers, { window, haloPx: 0 }), window.widthPx * window.heightPx);
      if (found > most) {
        throw new DomainError(
          'too-large',
          `The cells need more than ${most} different columns: round their values by cells.roundTo, such as {"maatC": 0.1}`,
        );
      }
    }
    return move(collector.all());
  } finally {
    await reader.close();
  }
});
