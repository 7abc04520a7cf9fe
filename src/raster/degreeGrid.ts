/** Whether a grid in degrees can be one of the earth. */
import { DomainError } from '../core/errors.ts';
import { gridBounds } from '../core/grid.ts';
import type { Grid } from '../core/grid.ts';
import type { Crs } from './crs.ts';

/** Longitudes are counted from −180°, from 0° or on across 180°, hardly ever beyond two turns. */
const farthestLongitudeDeg = 720;

/** Larger cells than those of any climate model may reach past a pole no further than these. */
const largestCellDeg = 10;

/**
 * A grid whose first cell is centred on a pole reaches past it by half a cell; one around the globe may repeat columns.
 * Grids in other units pass.
 * @throws {DomainError} 'raster-no-georeference' for latitudes beyond the poles, or more than one turn of longitudes
 */
export function requireDegreesOnEarth({ grid, crs }: { readonly grid: Grid; readonly crs: Crs }, name: string): void {
  if (crs.kind !== 'geographic') return;
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const [, dx, , , , dy] = grid.transform;
  const farthestLatitudeDeg = 90 + Math.min(Math.abs(dy), largestCellDeg) / 2 + 1e-6;
  const turnDeg = 360 + 2 * Math.min(Math.abs(dx), largestCellDeg);
  const longitudesHold = maxX - minX <= turnDeg && minX >= -farthestLongitudeDeg && maxX <= farthestLongitudeDeg;
  if (longitudesHold && minY >= -farthestLatitudeDeg && maxY <= farthestLatitudeDeg) return;
  throw new DomainError(
    'raster-no-georeference',
    `${name}: its CRS is in degrees (${crs.name}), but with cells of ${Math.abs(dx)} × ${Math.abs(dy)} it reaches from ${minX}, ${minY} to ${maxX}, ${maxY} (longitude, latitude), which is not on the earth. Are its coordinates metres? Give it its own CRS with: gdal_edit.py -a_srs EPSG:CODE FILE`,
    { file: name, minX, minY, maxX, maxY },
  );
}
