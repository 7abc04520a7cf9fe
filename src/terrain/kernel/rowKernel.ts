/** Rows of a terrain window in WASM: lays out the memory that rows.as works on. */
import { compileEmbedded, instantiateModule, MemoryPlan } from '../../core/wasm.ts';
import { strideOf } from '../terrainWindow.ts';
import { rowsBase64 } from './rowsBytes.ts';
import type { TerrainWindow } from '../terrainWindow.ts';
import type { WasmFunctions } from '../../core/wasm.ts';

type RowFunction =
  | 'hornRow'
  | 'zevenbergenThorneRow'
  | 'slopeRow'
  | 'percentRow'
  | 'aspectRow'
  | 'hillshadeRow'
  | 'positionRow';

export interface RowKernel {
  /** The exports of rows.as: addresses, counts and numbers. */
  readonly functions: WasmFunctions<RowFunction>;
  /** Addresses of a gradient's row, float64, and of a result's, float32. */
  readonly east: number;
  readonly south: number;
  readonly out: number;
  /** Views of those, of the window's width. */
  readonly eastRow: Float64Array;
  readonly southRow: Float64Array;
  readonly outRow: Float32Array;
  /** Brings three rows of elevations in. @returns their addresses, at the cell to the left of the window's first */
  readonly rowsAround: (row: number) => readonly [above: number, middle: number, below: number];
}

/** Whole vectors are read and written past the end of a row. */
const slackBytes = 16;
const compiled = compileEmbedded(rowsBase64);

/** With a memory of its own, of a few rows; the window's margin is one cell at least. */
export function createRowKernel(window: TerrainWindow): RowKernel {
  const { widthPx, marginPx, elevationM } = window;
  const plan = new MemoryPlan();
  const slotAddresses = [0, 1, 2].map(() => plan.take(4 * (widthPx + 2) + slackBytes));
  const east = plan.take(8 * widthPx + slackBytes);
  const south = plan.take(8 * widthPx + slackBytes);
  const out = plan.take(4 * widthPx + slackBytes);
  const { functions, buffer } = instantiateModule<RowKernel['functions']>(compiled, plan.bytes);
  const slots = slotAddresses.map((address) => new Float32Array(buffer, address, widthPx + 2));
  const held = [Number.NaN, Number.NaN, Number.NaN];
  const slotOf = (elevationRow: number): number => {
    const slot = elevationRow % 3;
    if (held[slot] !== elevationRow) {
      const from = elevationRow * strideOf(window) + marginPx - 1;
      slots[slot]!.set(elevationM.subarray(from, from + widthPx + 2));
      held[slot] = elevationRow;
    }
    return slotAddresses[slot]!;
  };
  return {
    functions,
    east,
    south,
    out,
    eastRow: new Float64Array(buffer, east, widthPx),
    southRow: new Float64Array(buffer, south, widthPx),
    outRow: new Float32Array(buffer, out, widthPx),
    rowsAround(row) {
      const middle = row + marginPx;
      return [slotOf(middle - 1), slotOf(middle), slotOf(middle + 1)];
    },
  };
}
