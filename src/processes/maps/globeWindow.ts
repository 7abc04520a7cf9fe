/** The part of a grid in degrees that a box asks for, where the grid has an eastern and a western end. */
import { gridBounds } from '../../core/grid.ts';
import { createTransformer } from '../../raster/crs.ts';
import { turnOf } from '../../raster/warp/locate.ts';
import type { Grid, PixelWindow } from '../../core/grid.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';

/** West, south, east, north. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** Points along each side of a box: between them a straight edge in one CRS bends in another. */
const sidePoints = 41;

/** What rounding may add to a box that ends on an edge of cells. */
const toleranceCells = 1e-6;

/**
 * A box as degrees of a geographic grid, counted on past the turn of longitudes: east is above west, by a whole turn
 * for a box around a pole. null where no point of its outline has a place.
 */
export function boxInDegrees(box: Box, from: string, { crs }: PlacedGrid): Box | null {
  const change = createTransformer(from, crs);
  const outline = outlineOf(box)
    .map((point) => change(...point))
    .filter(([x]) => !Number.isNaN(x));
  const [first] = outline;
  if (first === undefined) return null;
  let [x, west, east] = [first[0], Infinity, -Infinity];
  for (const [lon] of outline) {
    x = lon + 360 * Math.round((x - lon) / 360);
    [west, east] = [Math.min(west, x), Math.max(east, x)];
  }
  const up = outline.map(([, lat]) => lat);
  const [south, north] = [Math.min(...up), Math.max(...up)];
  const isAroundPole = Math.abs(x - first[0]) > 180;
  if (!isAroundPole) return [west, south, east, north];
  return south + north > 0 ? [-180, south, 180, 90] : [-180, -90, 180, north];
}

/** From the lower left corner around, and back to it. */
function outlineOf([west, south, east, north]: Box): (readonly [x: number, y: number])[] {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ] as const;
  return corners.flatMap(([x, y], i) => {
    const [nextX, nextY] = corners[i + 1] ?? [x, y];
    return Array.from({ length: sidePoints }, (_, step) => {
      const share = step / (sidePoints - 1);
      return [x + (nextX - x) * share, y + (nextY - y) * share] as const;
    });
  });
}

/**
 * @param box degrees of the grid
 * @returns the columns and rows that the box touches, on past the last column where it crosses the grid's ends; null
 *   for a grid that is not one around the globe
 */
export function windowAroundGlobe(placed: PlacedGrid, [west, south, east, north]: Box): PixelWindow | null {
  const turn = turnOf(placed);
  if (turn === null) return null;
  const { widthPx, heightPx, transform } = placed.grid;
  const [x0, dx, , y0, , dy] = transform;
  const columns = spanOf((west - x0) / dx, (east - x0) / dx);
  const rows = spanOf((south - y0) / dy, (north - y0) / dy);
  const [top, bottom] = [Math.max(0, rows.from), Math.min(heightPx, rows.to)];
  const upAndDown = { yPx: top, heightPx: bottom - top };
  if (columns.to - columns.from >= turn) return { xPx: 0, widthPx, ...upAndDown };
  const left = columns.from - turn * Math.floor(columns.from / turn);
  return { xPx: left, widthPx: columns.to - columns.from, ...upAndDown };
}

/** Whether a box lies at both ends of a grid, with places between that it has no part in. */
export function meetsBothEnds(grid: Grid, [west, , east]: Box): boolean {
  const { minX, maxX } = gridBounds(grid);
  const pieces = [-720, -360, 0, 360, 720].filter((turnDeg) => west + turnDeg < maxX && east + turnDeg > minX);
  return pieces.length > 1 && east - west < 360;
}

function spanOf(a: number, b: number): { readonly from: number; readonly to: number } {
  return {
    from: Math.floor(Math.min(a, b) + toleranceCells),
    to: Math.ceil(Math.max(a, b) - toleranceCells),
  };
}
