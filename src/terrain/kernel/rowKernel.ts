/** Rows of a terrain window in WASM: lays out the memory that rows.as works on. */
import { strideOf } from '../terrainWindow.ts';
import { rowsBase64 } from './rowsBytes.ts';
import type { TerrainWindow } from '../terrainWindow.ts';

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
  readonly functions: Readonly<Record<RowFunction, (...numbers: number[]) => void>>;
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

const pageBytes = 65_536;
/** Whole vectors are read and written past the end of a row. */
const slackBytes = 16;
const compiled = new WebAssembly.Module(Uint8Array.from(atob(rowsBase64), (char) => char.charCodeAt(0)));

/** With a memory of its own, of a few rows; the window's margin is one cell at least. */
export function createRowKernel(window: TerrainWindow): RowKernel {
  const { widthPx, marginPx, elevationM } = window;
  const elevationBytes = 8 * Math.ceil((4 * (widthPx + 2) + slackBytes) / 8);
  const east = 3 * elevationBytes;
  const south = east + 8 * widthPx + slackBytes;
  const out = south + 8 * widthPx + slackBytes;
  const pages = Math.ceil((out + 4 * widthPx + slackBytes) / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const slots = [0, 1, 2].map((i) => new Float32Array(memory.buffer, i * elevationBytes, widthPx + 2));
  const held = [Number.NaN, Number.NaN, Number.NaN];
  const slotOf = (elevationRow: number): number => {
    const slot = elevationRow % 3;
    if (held[slot] !== elevationRow) {
      const from = elevationRow * strideOf(window) + marginPx - 1;
      slots[slot]!.set(elevationM.subarray(from, from + widthPx + 2));
      held[slot] = elevationRow;
    }
    return slot * elevationBytes;
  };
  return {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test compares the module with its source
    functions: exports as RowKernel['functions'],
    east,
    south,
    out,
    eastRow: new Float64Array(memory.buffer, east, widthPx),
    southRow: new Float64Array(memory.buffer, south, widthPx),
    outRow: new Float32Array(memory.buffer, out, widthPx),
    rowsAround(row) {
      const middle = row + marginPx;
      return [slotOf(middle - 1), slotOf(middle), slotOf(middle + 1)];
    },
  };
}
