/** Raster geometry: pure numbers, no files. */

/**
 * The affine transform from pixel to map coordinates in GDAL's order, for the upper left CORNER of a pixel:
 * xMap = [0] + col·[1] + row·[2], yMap = [3] + col·[4] + row·[5].
 */
export type GeoTransform = readonly [number, number, number, number, number, number];

/** Pixels of one raster: zero-based from the upper left, sizes ≥ 1. */
export interface PixelWindow {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A raster's size and place. `[2]` and `[4]` of the transform are 0 for every grid that may be predicted on. */
export interface Grid {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly transform: GeoTransform;
}

/** CRS tags exactly as they stand in a GeoTIFF, so that a result can carry them losslessly. */
export interface GeoKeys {
  /** Tag 34735: four SHORTs of header, then four per key. */
  readonly directory: readonly number[];
  /** Tag 34736. */
  readonly doubles: readonly number[] | null;
  /** Tag 34737, each value ended by a bar. */
  readonly ascii: string | null;
}

/** Pixel column and row that hold a map position, or null where it lies outside the grid. */
export function pixelAt(grid: Grid, xMap: number, yMap: number): { xPx: number; yPx: number } | null {
  const [x0, dx, , y0, , dy] = grid.transform;
  const xPx = Math.floor((xMap - x0) / dx);
  const yPx = Math.floor((yMap - y0) / dy);
  const inside = xPx >= 0 && yPx >= 0 && xPx < grid.widthPx && yPx < grid.heightPx;
  return inside ? { xPx, yPx } : null;
}

/** Outer edges in map units, whatever the sign of the cell sizes. */
export function gridBounds(grid: Grid): { minX: number; minY: number; maxX: number; maxY: number } {
  const [x0, dx, , y0, , dy] = grid.transform;
  const x1 = x0 + dx * grid.widthPx;
  const y1 = y0 + dy * grid.heightPx;
  return { minX: Math.min(x0, x1), minY: Math.min(y0, y1), maxX: Math.max(x0, x1), maxY: Math.max(y0, y1) };
}

/** The grid of a window of another grid. */
export function windowGrid(grid: Grid, window: PixelWindow): Grid {
  const [x0, dx, rx, y0, ry, dy] = grid.transform;
  return {
    widthPx: window.widthPx,
    heightPx: window.heightPx,
    transform: [x0 + window.xPx * dx + window.yPx * rx, dx, rx, y0 + window.xPx * ry + window.yPx * dy, ry, dy],
  };
}
