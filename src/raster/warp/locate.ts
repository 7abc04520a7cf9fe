/** Where a place of the target grid lies in the source raster, in pixels of both. */
import { gridBounds } from '../../core/grid.ts';
import { createTransformer } from '../crs.ts';
import type { Grid } from '../../core/grid.ts';
import type { Crs } from '../crs.ts';

export interface PlacedGrid {
  readonly grid: Grid;
  readonly crs: Crs;
}

/** Column and row of the target (whole numbers are corners of pixels) → those of the source; NaN, NaN for no place. */
export type Locate = (column: number, row: number) => readonly [column: number, row: number];

const nowhere = [Number.NaN, Number.NaN] as const;

/** Of a target cell: how far from itself a place may come back, before it counts as one of another side of the globe. */
const farFromHomeCells = 0.5;

/**
 * Longitudes are taken in the turn of the globe that lies around the source's middle.
 * A place that does not come back from the source's CRS lies outside what the projection shows, and has none.
 */
export function createLocate(source: PlacedGrid, target: PlacedGrid): Locate {
  const toSource = changeOf(target.crs, source);
  const toTarget = target.crs.proj4 === source.crs.proj4 ? null : changeOf(source.crs, target);
  const [x0, dx, , y0, , dy] = target.grid.transform;
  const [sourceX0, sourceDx, , sourceY0, , sourceDy] = source.grid.transform;
  const turnCells = target.crs.kind === 'geographic' ? Math.abs(360 / dx) : Infinity;
  return (column, row) => {
    const [x, y] = [x0 + column * dx, y0 + row * dy];
    const [sourceX, sourceY] = toSource(x, y);
    if (Number.isNaN(sourceX)) return nowhere;
    if (toTarget !== null) {
      const [homeX, homeY] = toTarget(sourceX, sourceY);
      const acrossCells = Math.abs((homeX - x) / dx) % turnCells;
      const away = Math.max(Math.min(acrossCells, turnCells - acrossCells), Math.abs((homeY - y) / dy));
      if (!(away < farFromHomeCells)) return nowhere;
    }
    return [(sourceX - sourceX0) / sourceDx, (sourceY - sourceY0) / sourceDy];
  };
}

function changeOf(from: Crs, { grid, crs }: PlacedGrid): ReturnType<typeof createTransformer> {
  const { minX, maxX } = gridBounds(grid);
  const middle = (minX + maxX) / 2;
  if (from.proj4 !== crs.proj4) {
    const change = createTransformer(from, crs, { westEdge: middle - 180 });
    if (from.kind === 'projected') return change;
    // proj4 gives no place, or another one, for longitudes beyond a turn.
    return (x, y) => change(Math.abs(x) > 180 ? x - 360 * Math.round(x / 360) : x, y);
  }
  // Without a change, not even one of rounding.
  if (crs.kind === 'projected') return (x, y) => [x, y];
  return (x, y) => [x - 360 * Math.floor((x - middle + 180) / 360), y];
}

/** Of a whole turn, in pixels: what the edges of files are rounded by. */
const turnTolerance = 1e-3;

/**
 * Columns after which a raster of the whole globe comes back to the same place; null for any other. A raster may
 * repeat its first columns at its end.
 */
export function turnOf({ grid, crs }: PlacedGrid): number | null {
  if (crs.kind !== 'geographic') return null;
  const columns = 360 / Math.abs(grid.transform[1]);
  const whole = Math.round(columns);
  return Math.abs(columns - whole) < turnTolerance && grid.widthPx >= whole ? whole : null;
}
