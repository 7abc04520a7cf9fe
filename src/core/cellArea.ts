/** True ground areas of raster cells. */
import type { Grid } from './grid.ts';

// WGS 84 (NIMA TR8350.2, 2000): semi-minor axis in m, first eccentricity.
const semiMinorAxisM = 6_356_752.314245;
const eccentricity = 0.081819190842622;

/**
 * Area of one cell of each row, m².
 *
 * On a geographic grid the area between two parallels of the WGS 84 ellipsoid (Snyder 1987, Map Projections: A
 * Working Manual, USGS PP 1395, eq. 3-12, the function q); cells beyond a pole count up to it.
 * On a projected grid the cell size in the CRS: exact where the projection keeps areas, else off by its scale.
 * @param metresPerUnit of a projected CRS; null for a geographic one, in degrees
 * @returns Float64Array, length heightPx, from the top row
 */
export function rowCellAreasM2(grid: Grid, metresPerUnit: number | null): Float64Array {
  const [, dx, , y0, , dy] = grid.transform;
  const areas = new Float64Array(grid.heightPx);
  if (metresPerUnit !== null) return areas.fill(Math.abs(dx * dy) * metresPerUnit ** 2);
  const widthRad = (Math.abs(dx) * Math.PI) / 180;
  for (let row = 0; row < grid.heightPx; row++) {
    const band = authalic(y0 + dy * row) - authalic(y0 + dy * (row + 1));
    areas[row] = (widthRad * semiMinorAxisM ** 2 * Math.abs(band)) / 2;
  }
  return areas;
}

function authalic(latitudeDeg: number): number {
  const sine = Math.sin((Math.min(90, Math.max(-90, latitudeDeg)) * Math.PI) / 180);
  const es = eccentricity * sine;
  return sine / (1 - es * es) + Math.log((1 + es) / (1 - es)) / (2 * eccentricity);
}
