/** The nearest cell that has a value in every layer, for a station that stands on a cell without one. */
import { chordToM, squaredChord, unitVectors } from '../core/sphere.ts';
import { createTransformer } from './crs.ts';
import type { Grid } from '../core/grid.ts';
import type { Crs } from './crs.ts';
import type { Layer, LayerReader } from './layers.ts';

export interface StationCell {
  /** WGS 84 degrees of the station, and the cell that it stands on. */
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly xPx: number;
  readonly yPx: number;
}

export interface FoundCell {
  readonly xPx: number;
  readonly yPx: number;
  /** From the station to the cell's centre, along the great circle. */
  readonly distanceM: number;
}

/** Cells that are looked at on each side: a station on a coast, not one in another valley. */
export const mostCellsAway = 100;

/** @returns null where no cell within the distance has a value in every layer */
export async function findNearestCell(
  reader: LayerReader,
  { layers, grid, crs }: { readonly layers: readonly Layer[]; readonly grid: Grid; readonly crs: Crs },
  station: StationCell,
  withinM: number,
): Promise<FoundCell | null> {
  const [x0, dx, , y0, , dy] = grid.transform;
  const toWgs84 = createTransformer(crs, 'EPSG:4326');
  const here = unitVectors([station.lonDeg], [station.latDeg]);
  const distanceTo = (xPx: number, yPx: number): number => {
    const [lon, lat] = toWgs84(x0 + (xPx + 0.5) * dx, y0 + (yPx + 0.5) * dy);
    return chordToM(squaredChord(here, 0, unitVectors([lon], [lat]), 0));
  };
  const { xPx, yPx } = station;
  // Of the cell's neighbours: a distance of so many cells reaches beyond the limit in every direction.
  const stepM = Math.min(
    Math.abs(distanceTo(xPx + 2, yPx) - distanceTo(xPx + 1, yPx)),
    Math.abs(distanceTo(xPx, yPx + 2) - distanceTo(xPx, yPx + 1)),
  );
  const reach = Math.min(mostCellsAway, Math.ceil(withinM / stepM) + 1);
  const left = Math.max(0, xPx - reach);
  const top = Math.max(0, yPx - reach);
  const widthPx = Math.min(grid.widthPx, xPx + reach + 1) - left;
  const heightPx = Math.min(grid.heightPx, yPx + reach + 1) - top;
  const columns = await reader.read(layers, { xPx: left, yPx: top, widthPx, heightPx });
  let nearest: FoundCell | null = null;
  for (let i = 0; i < widthPx * heightPx; i++) {
    if (columns.some((column) => Number.isNaN(column[i]!))) continue;
    const cell = { xPx: left + (i % widthPx), yPx: top + Math.floor(i / widthPx) };
    const distanceM = distanceTo(cell.xPx, cell.yPx);
    if (distanceM <= withinM && distanceM < (nearest?.distanceM ?? Infinity)) nearest = { ...cell, distanceM };
  }
  return nearest;
}
