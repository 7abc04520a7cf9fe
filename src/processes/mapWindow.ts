/** The part of a grid that a bounding box asks for. */
import { DomainError } from '../core/errors.ts';
import { gridBounds } from '../core/grid.ts';
import { createTransformer } from '../raster/crs.ts';
import type { Grid, PixelWindow } from '../core/grid.ts';
import type { Crs } from '../raster/crs.ts';

/** Four numbers in longitude and latitude, or with a CRS of their own. */
export type BoundingBox = readonly number[] | { readonly bbox: readonly number[]; readonly crs: string };

const edgePoints = 21;

/**
 * Every cell that the box touches. The edges are followed point by point, as a straight edge in one CRS is a curve in
 * another; a box whose west lies east of its east crosses the antimeridian.
 * @throws {DomainError} 'invalid-input' for a box that is not one, or does not meet the grid
 */
export function windowOfBox(grid: Grid, crs: Crs, box: BoundingBox | null): PixelWindow {
  const whole = { xPx: 0, yPx: 0, widthPx: grid.widthPx, heightPx: grid.heightPx };
  if (box === null) return whole;
  const { numbers, from } = 'bbox' in box ? { numbers: box.bbox, from: box.crs } : { numbers: box, from: 'EPSG:4326' };
  const [west, south, east, north] = checkBox(numbers, from);
  const bounds = gridBounds(grid);
  const transform = createTransformer(from, crs, { westEdge: bounds.minX });
  const [x0, dx, , y0, , dy] = grid.transform;
  const columns: number[] = [];
  const rows: number[] = [];
  for (let i = 0; i < edgePoints ** 2; i++) {
    const acrossShare = (i % edgePoints) / (edgePoints - 1);
    const upShare = Math.floor(i / edgePoints) / (edgePoints - 1);
    const [x, y] = transform(west + (east - west) * acrossShare, south + (north - south) * upShare);
    if (Number.isNaN(x)) continue;
    columns.push((x - x0) / dx);
    rows.push((y - y0) / dy);
  }
  // A corner that falls on a cell's edge by rounding must not add a row of cells.
  const tolerance = 1e-6;
  const left = Math.max(0, Math.floor(Math.min(...columns) + tolerance));
  const right = Math.min(grid.widthPx, Math.ceil(Math.max(...columns) - tolerance));
  const top = Math.max(0, Math.floor(Math.min(...rows) + tolerance));
  const bottom = Math.min(grid.heightPx, Math.ceil(Math.max(...rows) - tolerance));
  if (columns.length === 0 || right <= left || bottom <= top) {
    const extent = [bounds.minX, bounds.minY, bounds.maxX, bounds.maxY].join(', ');
    throw refused(`does not meet the covariates, which cover ${extent} in ${crs.name}`, numbers);
  }
  return { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top };
}

function checkBox(numbers: readonly number[], from: string): readonly [number, number, number, number] {
  const [west, south, east, north] = numbers;
  if (west === undefined || south === undefined || east === undefined || north === undefined || numbers.length !== 4) {
    throw refused('needs four numbers: west, south, east, north', numbers);
  }
  if (south >= north) throw refused('has its south not below its north', numbers);
  if (from !== 'EPSG:4326') {
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
