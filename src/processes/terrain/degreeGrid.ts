/** Whether a grid in degrees can be one of the earth. */
import { DomainError } from '../../core/errors.ts';
import { gridBounds } from '../../core/grid.ts';
import type { PlacedGrid } from '../../raster/warp/locate.ts';

/**
 * A grid whose first cell is centred on a pole reaches past it by half a cell; one around the globe may repeat columns.
 * @throws {DomainError} 'raster-no-georeference' for latitudes beyond the poles, or more than one turn of longitudes
 */
export function requireDegreesOnEarth({ grid, crs }: PlacedGrid, name: string): void {
  if (crs.kind !== 'geographic') return;
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  const [, dx, , , , dy] = grid.transform;
  const halfCell = Math.min(Math.abs(dy) / 2, 1) + 1e-6;
  const turnDeg = 360 + 2 * Math.min(Math.abs(dx), 1);
  if (minY >= -90 - halfCell && maxY <= 90 + halfCell && maxX - minX <= turnDeg) return;
  throw new DomainError(
    'raster-no-georeference',
    `${name}: its CRS is in degrees (${crs.name}), but with cells of ${Math.abs(dx)} × ${Math.abs(dy)} it reaches from ${minX}, ${minY} to ${maxX}, ${maxY} (longitude, latitude), which is not on the earth. Are its coordinates metres? Give it its own CRS with: gdal_edit.py -a_srs EPSG:CODE FILE`,
    { file: name, minX, minY, maxX, maxY },
  );
}
