/** Ground size of cells, which on a grid in degrees changes from row to row. */
import type { MapPlace } from '../core/windowRule.ts';

// WGS 84 (NIMA TR8350.2, 2000): semi-major axis in m, first eccentricity squared.
const semiMajorAxisM = 6_378_137;
const eccentricitySquared = 0.00669437999014;
const radians = Math.PI / 180;

export interface CellSizes {
  /** West to east, m, > 0. @param row of the window */
  readonly widthM: (row: number) => number;
  /** From a row to the one below it, counted southwards, m: negative where rows run from south to north. */
  readonly southM: (row: number) => number;
}

/**
 * On a grid in degrees the lengths of parallel and meridian at the middle of each row (Snyder 1987, Map Projections: A
 * Working Manual, USGS PP 1395, eq. 4-20 and 4-21); on a projected grid the size in the CRS.
 * @param firstRow of the grid that row 0 stands for
 */
export function cellSizes({ grid, metresPerUnit }: MapPlace, firstRow: number): CellSizes {
  const [, dx, , y0, , dy] = grid.transform;
  if (metresPerUnit !== null) {
    const [widthM, southM] = [Math.abs(dx) * metresPerUnit, -dy * metresPerUnit];
    return { widthM: () => widthM, southM: () => southM };
  }
  const latitudeRad = (row: number): number => (y0 + (firstRow + row + 0.5) * dy) * radians;
  const flattening = (row: number): number => 1 - eccentricitySquared * Math.sin(latitudeRad(row)) ** 2;
  return {
    widthM: (row) =>
      (Math.abs(dx) * radians * semiMajorAxisM * Math.cos(latitudeRad(row))) / Math.sqrt(flattening(row)),
    southM: (row) => (-dy * radians * semiMajorAxisM * (1 - eccentricitySquared)) / flattening(row) ** 1.5,
  };
}
