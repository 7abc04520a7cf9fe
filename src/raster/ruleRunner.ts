/** A rule over windows of layers, which are read as it takes them. */
import { tileSizePx } from './cogPlan.ts';
import { createHaloReader } from './haloReader.ts';
import type { Grid, PixelWindow } from '../core/grid.ts';
import type { WindowRule } from '../core/windowRule.ts';
import type { Crs } from './crs.ts';
import type { Layer } from './layers.ts';

interface Derived {
  /** Of the rule, each of the window's cells; valid until the next window is derived. */
  readonly bands: Float32Array[];
  readonly counts: readonly number[];
}

export interface RuleRunner {
  readonly rule: WindowRule;
  /** The rule over one window, into memory of the runner. */
  derive(window: PixelWindow, rowCounts: Uint32Array): Promise<Derived>;
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
  // Fresh ones for each window filled the memory faster than it was collected.
  let kept: Float32Array[] = [];
  const bandsOf = ({ widthPx, heightPx }: PixelWindow): Float32Array[] => {
    const cells = widthPx * heightPx;
    const fits = kept.every((band) => band.length >= cells) && kept.length === rule.bandCount;
    if (!fits) kept = Array.from({ length: rule.bandCount }, () => new Float32Array(cells));
    return kept.map((band) => band.subarray(0, cells));
  };
  return {
    rule,
    async derive(window, rowCounts) {
      const at = { window, haloPx };
      const bands = bandsOf(window);
      if (groups === undefined)
        return { bands, counts: rule.derive(await reader.read(layers, at), at, bands, rowCounts) };
      let first = 0;
      for (const count of groups.layerCounts) {
        groups.take(await reader.read(layers.slice(first, (first += count)), at), at);
        // Hundreds of open files with a block of each would be more than a thread may hold.
        await reader.close();
      }
      return { bands, counts: rule.derive([], at, bands, rowCounts) };
    },
    close: () => reader.close(),
  };
}
