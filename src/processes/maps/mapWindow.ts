/** The part of a grid that a bounding box asks for. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import { createTransformer } from '../../raster/crs.ts';
import { describeExtent } from '../rasters/covariateStack.ts';
import type { Grid, PixelWindow } from '../../core/grid.ts';
import type { Crs } from '../../raster/crs.ts';

/** Four numbers in longitude and latitude, or with a CRS of their own. */
export type BoundingBox = readonly number[] | { readonly bbox: readonly number[]; readonly crs: string };

type Box = readonly [west: number, south: number, east: number, north: number];

const wgs84 = 'EPSG:4326';
/** Points along each side of a box: between them a straight edge in one CRS bends in another. */
const sidePoints = 41;
/** Turns of the globe by which a box and a grid may be apart. */
const turnsDeg = [-720, -360, 0, 360, 720];

/**
 * Every cell that the box touches. The box is cut to the grid's surroundings first, so that one of the whole world is
 * followed as closely as a small one; a box whose west lies east of its east crosses the antimeridian.
 * @throws {DomainError} 'invalid-input' for a box that is not one, or does not meet the grid
 */
export function windowOfBox(grid: Grid, crs: Crs, box: BoundingBox | null): PixelWindow {
  const whole = { xPx: 0, yPx: 0, widthPx: grid.widthPx, heightPx: grid.heightPx };
  if (box === null) return whole;
  const { numbers, from } = 'bbox' in box ? { numbers: box.bbox, from: box.crs } : { numbers: box, from: wgs84 };
  const asked = requireBox(numbers, from);
  const around = surroundings(grid, crs, from);
  const { minX, maxX } = gridBounds(grid);
  // Longitudes jump on the far side of the globe.
  const toGrid = createTransformer(from, crs, { westEdge: (minX + maxX) / 2 - 180 });
  const [x0, dx, , y0, , dy] = grid.transform;
  const columns: number[] = [];
  const rows: number[] = [];
  for (const turnDeg of from === wgs84 ? turnsDeg : [0]) {
    for (const [x, y] of pointsOf(overlap(asked, turnDeg, around)).map((point) => toGrid(...point))) {
      if (Number.isNaN(x)) continue;
      columns.push((x - x0) / dx);
      rows.push((y - y0) / dy);
    }
  }
  // A corner that falls on a cell's edge by rounding must not add a row of cells.
  const tolerance = 1e-6;
  const left = Math.max(0, Math.floor(Math.min(...columns) + tolerance));
  const right = Math.min(grid.widthPx, Math.ceil(Math.max(...columns) - tolerance));
  const top = Math.max(0, Math.floor(Math.min(...rows) + tolerance));
  const bottom = Math.min(grid.heightPx, Math.ceil(Math.max(...rows) - tolerance));
  if (columns.length === 0 || right <= left || bottom <= top) {
    throw refused(`does not meet the covariates, which cover ${describeExtent({ grid, crs })}`, numbers);
  }
  return { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top };
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
