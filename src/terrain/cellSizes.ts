/** Ground size of cells, which on a grid in degrees changes from row to row. */
import type { MapPlace } from '../core/windowRule.ts';

// WGS 84 (NIMA TR8350.2, 2000): semi-major axis in m, first eccentricity squared.
const semiMajorAxisM = 6_378_137;
const eccentricitySquared = 0.00669437999014;
const radians = Math.PI / 180;

export interface CellSizes {
  /** @param row of the window */
  readonly widthM: (row: number) => number;
  readonly heightM: (row: number) => number;
}

/**
 * On a grid in degrees the lengths of parallel and meridian at the middle of each row (Snyder 1987, Map Projections: A
 * Working Manual, USGS PP 1395, eq. 4-20 and 4-21); on a projected grid the size in the CRS.
 * @param firstRow of the grid that row 0 stands for
 */
export function cellSizes({ grid, metresPerUnit }: MapPlace, firstRow: number): CellSizes {
  const [, dx, , y0, , dy] = grid.transform;
  if (metresPerUnit !== null) {
    const [widthM, heightM] = [Math.abs(dx) * metresPerUnit, Math.abs(dy) * metresPerUnit];
    return { widthM: () => widthM, heightM: () => heightM };
  }
  const latitudeRad = (row: number): number => (y0 + (firstRow + row + 0.5) * dy) * radians;
  const flattening = (row: number): number => 1 - eccentricitySquared * Math.sin(latitudeRad(row)) ** 2;
  return {
    widthM: (row) =>
      (Math.abs(dx) * radians * semiMajorAxisM * Math.cos(latitudeRad(row))) / Math.sqrt(flattening(row)),
    heightM: (row) => (Math.abs(dy) * radians * semiMajorAxisM * (1 - eccentricitySquared)) / flattening(row) ** 1.5,
  };
}
