/** Where a cell stands between the lowest and the highest ground around it. */
import { forEachBlock } from './blocks.ts';
import { gapIn } from './terrainWindow.ts';
import { rangeAround } from './windowExtremes.ts';
import { position } from './windowStatistics.ts';
import type { Derive } from './terrainWindow.ts';
import type { WindowOptions } from './windowStatistics.ts';

/**
 * Relative deviation from the mean: (elevation − mean) / (highest − lowest) of the window with the cell itself, in
 * [−1, 1]; 0 on level ground. O(rows) per cell, whatever the window's columns.
 * @source Lecours et al. 2017, Environmental Modelling & Software 89:19–30, with the sign of elevation − mean
 */
export function relativeDeviation(options: WindowOptions): Derive {
  const aboveMean = position(options);
  return (window, out) => {
    aboveMean(window, out);
    forEachBlock(window, options.haloPx, (block) => {
      const ranges = rangeAround(block, options.footprint, window.cell);
      for (let i = 0; i < ranges.length; i++) {
        const at = (block.row + Math.floor(i / block.widthPx)) * window.widthPx + block.column + (i % block.widthPx);
        // Where the window may not be judged, what it stands above the mean is NaN; it has to stay so.
        out[at] = ranges[i] === 0 ? gapIn(out[at]!) : out[at]! / ranges[i]!;
      }
    });
  };
}
