/** A rule over windows of layers, which are read as it takes them. */
import { tileSizePx } from './cogPlan.ts';
import { createHaloReader } from './haloReader.ts';
import type { Grid, PixelWindow } from '../core/grid.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Crs } from './crs.ts';
import type { Layer } from './layers.ts';

export interface RuleRunner {
  /** As `derive` of the rule. */
  derive(window: PixelWindow, out: readonly Float32Array[], rowCounts: Uint32Array): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Of the layers of one window, and of what a rule holds of groups. */
const layerBytes = 32 << 20;
const heldBytes = 64 << 20;

/**
 * Rows of a window that many layers fit into memory with: those of a tile, fewer where scores of layers are read.
 * A power of two, so that windows end where tiles end.
 */
export function rowsAtOnce(layerCount: number, widthPx: number, rule: Pick<WindowRule, 'groups'> = {}): number {
  const [columns, bytes] = rule.groups ? [rule.groups.columnsHeld, heldBytes] : [layerCount, layerBytes];
  let rowsPx = tileSizePx;
  while (rowsPx > 1 && 4 * columns * widthPx * rowsPx > bytes) rowsPx /= 2;
  return rowsPx;
}

export function createRuleRunner(rule: WindowRule, layers: readonly Layer[], grid: Grid, crs: Crs): RuleRunner {
  const reader = createHaloReader(grid, crs);
  const { haloPx, groups } = rule;
  return {
    async derive(window, out, rowCounts) {
      const at = { window, haloPx };
      if (groups === undefined) return rule.derive(await reader.read(layers, at), at, out, rowCounts);
      let first = 0;
      for (const count of groups.layerCounts) {
        groups.take(await reader.read(layers.slice(first, (first += count)), at), at);
        // Hundreds of open files with a block of each would be more than a thread may hold.
        await reader.close();
      }
      return rule.derive([], at, out, rowCounts);
    },
    close: () => reader.close(),
  };
}
