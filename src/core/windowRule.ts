/** Rules by which the bands of a map follow from layers, window by window: what one thread needs to make one part. */
import type { Grid, PixelWindow } from './grid.ts';

/** Where a map lies. */
export interface MapPlace {
  readonly grid: Grid;
  /** Of a projected CRS; null for a grid in degrees. */
  readonly metresPerUnit: number | null;
}

/** A window that carries `haloPx` more pixels on every side; NaN there where the grid ends. */
export interface HaloWindow {
  /** In pixels of the grid, without the halo. */
  readonly window: PixelWindow;
  readonly haloPx: number;
}

interface LayerGroups {
  /** Layers of each group; groups follow one another. */
  readonly layerCounts: readonly number[];
  /** Columns of a window that the rule holds until `derive`. */
  readonly columnsHeld: number;
  /** Takes a group of the window that `derive` is asked for next, each once and in order. @param layers as of `derive` */
  readonly take: (layers: readonly Float32Array[], at: HaloWindow) => void;
}

export interface WindowRule {
  /** Pixels that the rule looks beyond each side of a window, ≥ 0. */
  readonly haloPx: number;
  readonly bandCount: number;
  /** Bytes that a thread needs where the map has to be one window; absent where it may be cut. */
  readonly wholeMapBytes?: number;
  /** Where layers come in groups that need not be held at once, such as scenes; absent where `derive` takes all. */
  readonly groups?: LayerGroups;
  /** Things that are counted row by row, so that the ground area of each can be told; absent for none. */
  readonly rowCountColumns?: number;
  /**
   * Makes one window. The same window gives the same values wherever it is cut: no seams.
   * @param layers none where they came in groups, else one Float32Array per layer, length (width + 2 halo) × (height + 2 halo), row-major, NaN for nodata
   * @param out    one Float32Array per band, length width × height, which may hold anything: every cell is written, NaN
   *   for nodata
   * @param rowCounts of zeros, window height × `rowCountColumns`, row by row: filled with what is counted by rows
   * @returns how often each thing that the rule counts happened; they are summed over the map. Empty for none
   */
  readonly derive: (
    layers: readonly Float32Array[],
    at: HaloWindow,
    out: readonly Float32Array[],
    rowCounts: Uint32Array,
  ) => readonly number[];
}
