/** Polygons as layers of a map: which of them holds the centre of each cell. */

/** Polygons on a grid. */
export interface PolygonShapes {
  /** Columns and rows of the grid, alternating, from its upper left corner; all rings one after another, each closed. */
  readonly positions: Float64Array;
  readonly parts: readonly PolygonPart[];
}

export interface PolygonPart {
  /** What its cells get, a whole number from 0. */
  readonly code: number;
  /** Where its rings start among the positions (in positions, not numbers), and where the last one ends. */
  readonly ringStarts: readonly number[];
  /** In pixels: least column and row, greatest column and row. */
  readonly box: readonly [number, number, number, number];
}

export interface PolygonLayer {
  readonly kind: 'polygons';
  readonly shapes: PolygonShapes;
  /** `code`: that of the first polygon which holds the cell, NaN for none; `others`: how many other codes hold it too. */
  readonly band: 'code' | 'others';
}
