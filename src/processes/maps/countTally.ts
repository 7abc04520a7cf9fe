/** Adds up what the rule of a map counts over its chunks. */
import { rowCellAreasM2 } from '../../core/cellArea.ts';
import { DomainError } from '../../core/errors.ts';
import { windowGrid } from '../../core/grid.ts';
import { chunkWindow } from '../../raster/cogPlan.ts';
import { addCounts, countsIn, sumColumn } from './rowCounts.ts';
import type { WindowRule } from '../../core/windowRule.ts';
import type { CogPlan } from '../../raster/cogPlan.ts';
import type { Grid, PixelWindow } from '../../core/grid.ts';
import type { Crs } from '../../raster/crs.ts';
import type { CountedArea } from './rowCounts.ts';

/** Over the whole map. */
export interface Counted {
  /** Of each thing that the rule counts. */
  readonly counts: readonly number[];
  /** Of each thing that it counts by rows. */
  readonly areas: readonly CountedArea[];
}

interface CountTally {
  /** Takes the first frames of a chunk: float64 sums, uint32 sums by row. */
  readonly add: (index: number, frames: readonly Uint8Array[]) => void;
  readonly sums: () => Counted;
}

export function createCountTally(
  { rowCountColumns = 0 }: WindowRule,
  { stack, window }: { readonly stack: { readonly grid: Grid; readonly crs: Crs }; readonly window: PixelWindow },
  plan: CogPlan,
): CountTally {
  const grid = windowGrid(stack.grid, window);
  const counts: number[] = [];
  const rowCounts = new Float64Array(grid.heightPx * rowCountColumns);
  return {
    add(index, [counted, byRow]) {
      if (counted === undefined || byRow === undefined) {
        throw new DomainError('artefact-damaged', `Chunk ${index} of the raster lacks its parts. Compute it again.`);
      }
      // A copy, as frames begin anywhere and Float64Array needs multiples of eight.
      new Float64Array(counted.slice().buffer).forEach((count, i) => (counts[i] = (counts[i] ?? 0) + count));
      addCounts(rowCounts, chunkWindow(plan, index).yPx * rowCountColumns, countsIn(byRow));
    },
    sums() {
      const areasM2 = rowCellAreasM2(grid, stack.crs.metresPerUnit);
      const columns = Array.from({ length: rowCountColumns }, (_, column) => column);
      return { counts, areas: columns.map((column) => sumColumn(rowCounts, rowCountColumns, column, areasM2)) };
    },
  };
}
