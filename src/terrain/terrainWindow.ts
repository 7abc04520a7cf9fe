/** What every terrain parameter is computed from. */
import type { CellSizes } from './cellSizes.ts';

/** Elevations of a part of a raster and of a margin around it, with the ground size of its cells. */
export interface TerrainWindow {
  /** Of the part that is computed, without the margin. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Cells on each of the four sides. */
  readonly marginPx: number;
  /**
   * m; Float32Array, length (widthPx + 2·marginPx) × (heightPx + 2·marginPx), row-major from the upper left. NaN for
   * nodata and for what lies outside the raster.
   */
  readonly elevationM: Float32Array;
  /** Of every cell, laid out as the elevations; where a parameter asked for it. */
  readonly latitudeDeg?: Float32Array;
  readonly cell: CellSizes;
}

/** Fills `out`, a Float32Array of length widthPx × heightPx; NaN for nodata. */
export type Derive = (window: TerrainWindow, out: Float32Array) => void;

/** 0 of a number, NaN of NaN: added to a result, nodata of a cell that the formula leaves out reaches it. */
export function gapIn(elevation: number): number {
  return elevation - elevation;
}

/** Cells of one row of `elevationM`, its margin included. */
export function strideOf({ widthPx, marginPx }: TerrainWindow): number {
  return widthPx + 2 * marginPx;
}

/** Where a row of the result begins in `elevationM`. */
export function rowStart(window: TerrainWindow, row: number): number {
  return (row + window.marginPx) * strideOf(window) + window.marginPx;
}
