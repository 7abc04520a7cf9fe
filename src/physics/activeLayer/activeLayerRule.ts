/** The active layer of every cell of a map: its depth above permafrost, else that of the seasonal frost, and which. */
import { createCellColumns } from '../../core/cellSource.ts';
import { createDepthColumns, depthFaults, ground, groundStates } from './ground.ts';
import { kudryavtsevDepths } from './kudryavtsevDepths.ts';
import { knowsFrost } from './method.ts';
import { edaphicDepths, layeredDepths, stefanDepths } from './stefanDepths.ts';
import type { CellSource } from '../../core/cellSource.ts';
import type { WindowRule } from '../../core/windowRule.ts';
import type { ComputeDepths } from './ground.ts';
import type { DepthMethod } from './method.ts';

/** Cells that are computed at a time: their columns stay in the processor's cache. */
const blockCells = 2048;

/** @param length of every column of the method */
export function createDepths(method: DepthMethod<Float64Array>, length: number): ComputeDepths {
  if (method.name === 'edaphic') return edaphicDepths(method);
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
  const cells = createCellColumns(method, blockCells);
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
        for (let i = 0; i < block; i++) faults[depths.fault[i]!]! += 1;
        if (!frost) {
          out[0]!.set(depths.thawM.subarray(0, block), from);
          continue;
        }
        for (let i = 0; i < block; i++) {
          const state = depths.state[i]!;
          const thaws = state === ground.permafrost || state === ground.noThaw;
          const cell = from + i;
          out[0]![cell] = thaws ? depths.thawM[i]! : Number.NaN;
          out[1]![cell] = state !== ground.unknown && !thaws ? depths.frostM[i]! : Number.NaN;
          out[2]![cell] = state === ground.unknown ? Number.NaN : state;
          if (state !== ground.unknown) {
            rowCounts[Math.floor(cell / window.widthPx) * groundStates.length + state - 1]! += 1;
          }
        }
      }
      return [...faults.subarray(1), ...cells.takeCounts()];
    },
  };
}
