/** Windows of layers together with their surroundings. */
import { createLayerReader } from './layers.ts';
import type { Grid } from '../core/grid.ts';
import type { HaloWindow } from '../core/windowRule.ts';
import type { Crs } from './crs.ts';
import type { Layer } from './layers.ts';

export interface HaloReader {
  /** One Float32Array per layer, length (width + 2 halo) × (height + 2 halo); NaN is nodata, also beyond the grid. Valid until the next read. */
  read(layers: readonly Layer[], at: HaloWindow): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

export function createHaloReader(grid: Grid, crs: Crs): HaloReader {
  const reader = createLayerReader(grid, crs);
  return {
    async read(layers, { window, haloPx }) {
      const left = Math.max(0, window.xPx - haloPx);
      const top = Math.max(0, window.yPx - haloPx);
      const widthPx = Math.min(grid.widthPx, window.xPx + window.widthPx + haloPx) - left;
      const heightPx = Math.min(grid.heightPx, window.yPx + window.heightPx + haloPx) - top;
      const columns = await reader.read(layers, { xPx: left, yPx: top, widthPx, heightPx });
      const outWidthPx = window.widthPx + 2 * haloPx;
      const outHeightPx = window.heightPx + 2 * haloPx;
      if (widthPx === outWidthPx && heightPx === outHeightPx) return columns;
      return columns.map((column) => {
        const out = new Float32Array(outWidthPx * outHeightPx).fill(Number.NaN);
        const from = (top - window.yPx + haloPx) * outWidthPx + left - window.xPx + haloPx;
        for (let row = 0; row < heightPx; row++) {
          out.set(column.subarray(row * widthPx, (row + 1) * widthPx), from + row * outWidthPx);
        }
        return out;
      });
    },
    close: () => reader.close(),
  };
}
