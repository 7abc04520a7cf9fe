/** The active layer of every cell of a map: its depth above permafrost, else that of the seasonal frost, and which. */
import { createCellColumns } from '../../core/cellSource.ts';
import { asFactor } from './asFactor.ts';
import { createDepthColumns, depthFaults, ground, groundStates } from './ground.ts';
import { kudryavtsevDepths } from './kudryavtsevDepths.ts';
import { knowsFrost } from './method.ts';
import { edaphicDepths, forestDepths, layeredDepths, stefanDepths } from './stefanDepths.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { WindowRule } from '../../core/windowRule.ts';
import type { ComputeDepths, DepthColumns } from './ground.ts';
import type { DepthMethod } from './method.ts';

/** Cells that are computed at a time: their columns stay in the processor's cache. */
const blockCells = 2048;

/** @param length of every column of the method */
export function createDepths(method: DepthMethod<Float64Array>, length: number): ComputeDepths {
  if (method.name === 'edaphic') return edaphicDepths(method);
  if (method.name === 'forest') return forestDepths(method);
  if (method.name === 'stefan') return stefanDepths(method, length);
  if (method.name === 'layered-stefan') return layeredDepths(method, length);
  return kudryavtsevDepths(method, length);
}

/**
 * Bands: active layer, seasonal frost (m) and the class of the ground; of a method that knows nothing of frost, depth of
 * thaw alone. Counts: faults in the order of `depthFaults`, then what `lostCells` tells of the method. By rows: cells of
 * each of `groundStates`.
 */
export function createActiveLayerRule(method: DepthMethod<CellSource>): WindowRule {
  const cells = createCellColumns(asFactor(method), blockCells);
  const compute = createDepths(cells.columns, blockCells);
  const depths = createDepthColumns(blockCells);
  const frost = knowsFrost(method);
  return {
    haloPx: 0,
    bandCount: frost ? 3 : 1,
    rowCountColumns: groundStates.length,
    derive(layers, { window }, out, rowCounts) {
      const faults = new Float64Array(depthFaults.length + 1);
      const count = window.widthPx * window.heightPx;
      for (let from = 0; from < count; from += blockCells) {
        const block = Math.min(blockCells, count - from);
        cells.read(layers, from, block);
        compute(block, depths);
        countFaults(depths, block, faults);
        if (!frost) {
          out[0]!.set(depths.thawM.subarray(0, block), from);
          continue;
        }
        writeBands(depths, block, { out, from, rowCounts, widthPx: window.widthPx });
      }
      return [...faults.subarray(1), ...cells.takeCounts()];
    },
  };
}

function countFaults({ fault }: DepthColumns, count: number, faults: Float64Array): void {
  for (let i = 0; i < count; i++) faults[fault[i]!]! += 1;
}

/** @param to bands of the window from the first cell of the block on, and the counts of its rows */
function writeBands(
  { thawM, frostM, state }: DepthColumns,
  count: number,
  to: {
    readonly out: readonly Float32Array[];
    readonly from: number;
    readonly rowCounts: Uint32Array;
    readonly widthPx: number;
  },
): void {
  const [active, seasonal, grounds] = to.out;
  const tally = new Uint32Array(groundStates.length + 1);
  for (let i = 0; i < count;) {
    const row = Math.floor((to.from + i) / to.widthPx);
    const rowEnd = Math.min(count, (row + 1) * to.widthPx - to.from);
    tally.fill(0);
    for (; i < rowEnd; i++) {
      const own = state[i]!;
      tally[own]! += 1;
      active![to.from + i] = own === ground.permafrost || own === ground.noThaw ? thawM[i]! : Number.NaN;
      seasonal![to.from + i] = own === ground.seasonalFrost || own === ground.noFrost ? frostM[i]! : Number.NaN;
      grounds![to.from + i] = own === ground.unknown ? Number.NaN : own;
    }
    for (const { value } of groundStates) to.rowCounts[row * groundStates.length + value - 1]! += tally[value]!;
  }
}
