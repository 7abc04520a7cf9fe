/** The part of a grid that a bounding box asks for. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import { createTransformer } from '../../raster/crs.ts';
import { describeExtent } from '../rasters/covariateStack.ts';
import { boxInDegrees, meetsBothEnds, windowAroundGlobe } from './globeWindow.ts';
import type { Grid, PixelWindow } from '../../core/grid.ts';
import type { Crs } from '../../raster/crs.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';
import type { Box } from './globeWindow.ts';

/** Four numbers in longitude and latitude, or with a CRS of their own. */
export type BoundingBox = readonly number[] | { readonly bbox: readonly number[]; readonly crs: string };

const wgs84 = 'EPSG:4326';
/** Points along each side of a box: between them a straight edge in one CRS bends in another. */
const sidePoints = 41;
/** Turns of the globe by which a box and a grid may be apart. */
const turnsDeg = [-720, -360, 0, 360, 720];

/**
 * Every cell that the box touches; a box whose west lies east of its east crosses the antimeridian.
 * @returns on past the last column where the box crosses the ends of a grid around the globe: see `cutStack`
 * @throws {DomainError} 'invalid-input' for a box that is not one, does not meet the grid, or meets both its ends
 */
export function windowOfBox(grid: Grid, crs: Crs, box: BoundingBox | null): PixelWindow {
  const whole = { xPx: 0, yPx: 0, widthPx: grid.widthPx, heightPx: grid.heightPx };
  if (box === null) return whole;
  const { numbers, from } = 'bbox' in box ? { numbers: box.bbox, from: box.crs } : { numbers: box, from: wgs84 };
  const asked = requireBox(numbers, from);
  const window = findWindow({ grid, crs }, asked, from, numbers);
  if (window === null || window.widthPx <= 0 || window.heightPx <= 0) {
    throw refused(`does not meet the covariates, which cover ${describeExtent({ grid, crs })}`, numbers);
  }
  return window;
}

function findWindow(placed: PlacedGrid, asked: Box, from: string, numbers: readonly number[]): PixelWindow | null {
  if (placed.crs.kind === 'geographic') {
    const degrees = boxInDegrees(asked, from, placed);
    if (degrees === null) return null;
    const window = windowAroundGlobe(placed, degrees);
    if (window !== null) return window;
    if (meetsBothEnds(placed.grid, degrees)) throw atBothEnds(placed, numbers);
  }
  return windowOfPart(placed, asked, from, numbers);
}

/**
 * Of a grid that is a part of the globe. The box is cut to the grid's surroundings first, so that one of the whole
 * world is followed as closely as a small one.
 */
function windowOfPart(placed: PlacedGrid, asked: Box, from: string, numbers: readonly number[]): PixelWindow | null {
  const { grid, crs } = placed;
  const around = surroundings(grid, crs, from);
  const { minX, maxX } = gridBounds(grid);
  // Longitudes jump on the far side of the globe; those of a box in degrees already count on.
  const countsOn = from === wgs84 && crs.kind === 'geographic';
  const toGrid = createTransformer(from, crs, countsOn ? {} : { westEdge: (minX + maxX) / 2 - 180 });
  const [x0, dx, , y0, , dy] = grid.transform;
  const columns: number[] = [];
  const rows: number[] = [];
  for (const turnDeg of from === wgs84 ? turnsDeg : [0]) {
    const points = pointsOf(overlap(asked, turnDeg, around)).map((point) => toGrid(...point));
    if (from === wgs84 && asked[2] - asked[0] < 360 && jumpsAcross(points, grid)) throw atBothEnds(placed, numbers);
    const found = points.filter(([x]) => !Number.isNaN(x));
    const across = found.map(([x]) => (x - x0) / dx);
    // In the margin alone: where the grid has its other end, or beside it.
    if (Math.max(...across) <= 0 || Math.min(...across) >= grid.widthPx) continue;
    columns.push(...across);
    rows.push(...found.map(([, y]) => (y - y0) / dy));
  }
  if (columns.length === 0) return null;
  // A corner that falls on a cell's edge by rounding must not add a row of cells.
  const tolerance = 1e-6;
  const left = Math.max(0, Math.floor(Math.min(...columns) + tolerance));
  const right = Math.min(grid.widthPx, Math.ceil(Math.max(...columns) - tolerance));
  const top = Math.max(0, Math.floor(Math.min(...rows) + tolerance));
  const bottom = Math.min(grid.heightPx, Math.ceil(Math.max(...rows) - tolerance));
  return { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top };
}

/** Whether neighbours of a box's lattice lie more than half a projected grid apart: a map of the world ends there. */
function jumpsAcross(points: readonly (readonly [x: number, y: number])[], { widthPx, transform }: Grid): boolean {
  const farApart = (widthPx * Math.abs(transform[1])) / 2;
  return points.some(([x], i) => i % sidePoints > 0 && Math.abs(x - points[i - 1]![0]) > farApart);
}

function atBothEnds(placed: PlacedGrid, numbers: readonly number[]): DomainError {
  const what = `lies at both ends of the covariates, which cover ${describeExtent(placed)}, with everything between them left out`;
  return refused(
    `${what}. Bring the covariates to one piece with align, by a template such as {"crs": "EPSG:3413", "cellSize": 1000, "bbox": […]}`,
    numbers,
  );
}

/** A box in another CRS that the whole grid lies in, with a margin for what bends between its points. */
function surroundings(grid: Grid, crs: Crs, from: string): Box {
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const transform = createTransformer(crs, from);
  const points = pointsOf([minX, minY, maxX, maxY])
    .map((point) => transform(...point))
    .filter(([x]) => !Number.isNaN(x));
  const middle = points[Math.floor(points.length / 2)]?.[0] ?? 0;
  // Within half a turn of the middle, so that a grid across the antimeridian stays in one piece.
  const across = points.map(([x]) => (from === wgs84 ? x - 360 * Math.round((x - middle) / 360) : x));
  const up = points.map(([, y]) => y);
  const [west, south, east, north] = [Math.min(...across), Math.min(...up), Math.max(...across), Math.max(...up)];
  const margin = Math.max(east - west, north - south) / 10;
  return [west - margin, south - margin, east + margin, north + margin];
}

/** @returns null where the turned box and the other do not meet */
function overlap([west, south, east, north]: Box, turnDeg: number, other: Box): Box | null {
  const both: Box = [
    Math.max(west + turnDeg, other[0]),
    Math.max(south, other[1]),
    Math.min(east + turnDeg, other[2]),
    Math.min(north, other[3]),
  ];
  return both[0] < both[2] && both[1] < both[3] ? both : null;
}

/** A square lattice over a box, its edges included. */
function pointsOf(box: Box | null): (readonly [x: number, y: number])[] {
  if (box === null) return [];
  const [west, south, east, north] = box;
  return Array.from({ length: sidePoints ** 2 }, (_, i) => {
    const acrossShare = (i % sidePoints) / (sidePoints - 1);
    const upShare = Math.floor(i / sidePoints) / (sidePoints - 1);
    return [west + (east - west) * acrossShare, south + (north - south) * upShare] as const;
  });
}

/**
 * @param from CRS of the numbers; in degrees, a west that lies east of the east crosses the antimeridian: the east
 *   comes back one turn farther
 * @throws {DomainError} 'invalid-input'
 */
export function requireBox(numbers: readonly number[], from: string): Box {
  const [west, south, east, north] = numbers;
  if (west === undefined || south === undefined || east === undefined || north === undefined || numbers.length !== 4) {
    throw refused('needs four numbers: west, south, east, north', numbers);
  }
  if (south >= north) throw refused('has its south not below its north', numbers);
  if (from !== wgs84) {
    if (west >= east) throw refused('has its west not left of its east', numbers);
    return [west, south, east, north];
  }
  if (Math.abs(west) > 360 || Math.abs(east) > 360 || south < -90 || north > 90) {
    throw refused(
      'is not in degrees of longitude and latitude; give {"bbox": […], "crs": "EPSG:…"} for another CRS',
      numbers,
    );
  }
  return [west, south, east <= west ? east + 360 : east, north];
}

function refused(what: string, box: readonly number[]): DomainError {
  return new DomainError('invalid-input', `The bounding box [${box.join(', ')}] ${what}`, {
    errors: [{ pointer: '/bbox', detail: what }],
  });
}
