/** Median of the elevations around each cell. */
import { forEachBlock } from './blocks.ts';
import { cellCount, runsOf } from './footprint.ts';
import { createRankCounts } from './rankCounts.ts';
import { rankElevations } from './ranks.ts';
import { rowStart } from './terrainWindow.ts';
import type { Block } from './blocks.ts';
import type { Run } from './footprint.ts';
import type { RankCounts } from './rankCounts.ts';
import type { Derive, TerrainWindow } from './terrainWindow.ts';
import type { WindowOptions } from './windowStatistics.ts';

/**
 * Median of the elevations in the window, m; of an even count the mean of the middle two. Exact: elevations of a block
 * are replaced by their ranks, and a histogram of ranks slides along each row: O(rows of the window) per cell.
 * @source Huang, Yang and Tang 1979, IEEE Transactions on Acoustics, Speech and Signal Processing 27(1):13–18
 */
export function localMedian({ footprint, haloPx, skipGaps }: WindowOptions): Derive {
  return (window, out) => {
    forEachBlock(window, haloPx, (block) => {
      const { ranks, distinct } = rankElevations(block.elevationM);
      const counts = createRankCounts(distinct.length);
      for (let row = 0; row < block.heightPx; row++) {
        const runs = runsOf(footprint, window.cell, block.row + row);
        const whole = cellCount(runs);
        counts.clear();
        for (let x = 0; x < block.widthPx; x++) {
          slide(counts, ranks, block, runs, row, x);
          const judged = counts.total() > 0 && (skipGaps || counts.total() === whole) && isKnown(window, block, row, x);
          const middle = judged
            ? (distinct[counts.at((counts.total() - 1) >> 1)]! + distinct[counts.at(counts.total() >> 1)]!) / 2
            : Number.NaN;
          out[(block.row + row) * window.widthPx + block.column + x] = middle + block.referenceM;
        }
      }
    });
  };
}

/** Makes the counts those of column x, given those of the column before it; at 0 given none. */
function slide(
  counts: RankCounts,
  ranks: Int32Array,
  block: Block,
  runs: readonly Run[],
  row: number,
  x: number,
): void {
  const across = block.widthPx + 2 * block.marginPx;
  for (const { rowOffset, outerPx } of runs) {
    const at = (row + rowOffset + block.marginPx) * across + block.marginPx + x;
    if (x > 0) counts.remove(ranks[at - outerPx - 1]!);
    for (let i = x > 0 ? at + outerPx : at - outerPx; i <= at + outerPx; i++) counts.add(ranks[i]!);
  }
}

function isKnown(window: TerrainWindow, block: Block, row: number, x: number): boolean {
  return !Number.isNaN(window.elevationM[rowStart(window, block.row + row) + block.column + x]!);
}
