/** Whether rasters lie on one grid: same CRS, same cells, same extent. Layers are never shifted to fit in silence. */
import { createTransformer } from './crs.ts';
import { gridBounds } from '../core/grid.ts';
import { warpOnto } from './warp/warpCommand.ts';
import type { Crs } from './crs.ts';
import type { Grid } from '../core/grid.ts';

export interface NamedGrid {
  readonly name: string;
  readonly grid: Grid;
  readonly crs: Crs;
}

export interface GridMismatch {
  readonly name: string;
  /** What differs, by how much, and what to do. */
  readonly message: string;
}

/** Of a cell; what remains is the rounding of decimal text in files. */
const toleranceCells = 1e-9;

/** @returns one mismatch for each layer that does not lie on the grid of the reference; empty where all do */
export function compareGrids(reference: NamedGrid, others: readonly NamedGrid[]): readonly GridMismatch[] {
  return others.flatMap((layer) => {
    const differences = differencesOf(reference, layer);
    if (differences.length === 0) return [];
    const message = `${layer.name} does not lie on the grid of ${reference.name}: ${differences.join('; ')}.`;
    return [
      { name: layer.name, message: `${message} Put it there with: ${warpOnto(reference)} -r bilinear IN.tif OUT.tif` },
    ];
  });
}

function differencesOf(reference: NamedGrid, layer: NamedGrid): readonly string[] {
  if (!isSameCrs(reference, layer.crs)) {
    const differences = [`its CRS is ${label(layer.crs)}, not ${label(reference.crs)}`];
    return overlaps(reference, boundsIn(reference.crs, layer)) ? differences : [...differences, nowhere(reference)];
  }
  const [a, b] = [reference.grid, layer.grid];
  const differences: string[] = [];
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) {
    differences.push(`it has ${b.widthPx} × ${b.heightPx} pixels, not ${a.widthPx} × ${a.heightPx}`);
  }
  if (!overlaps(reference, gridBounds(b))) return [...differences, nowhere(reference)];
  return [...differences, ...cellDifferences(a, b)];
}

function cellDifferences(a: Grid, b: Grid): readonly string[] {
  const differences: string[] = [];
  const [x, dx, , y, , dy] = a.transform;
  const [otherX, otherDx, , otherY, , otherDy] = b.transform;
  // Over the whole extent the error of a cell size adds up.
  const sizeOff = Math.max(Math.abs(otherDx / dx - 1) * a.widthPx, Math.abs(otherDy / dy - 1) * a.heightPx);
  if (sizeOff > toleranceCells) {
    differences.push(`its cells are ${otherDx} × ${otherDy}, not ${dx} × ${dy}`);
  }
  const [east, south] = [(otherX - x) / dx, (otherY - y) / dy];
  // Coordinates far from zero cannot be stored more finely than this.
  const rounding = (4 * Number.EPSILON * Math.max(Math.abs(x), Math.abs(y))) / Math.min(Math.abs(dx), Math.abs(dy));
  if (Math.max(Math.abs(east), Math.abs(south)) > Math.max(toleranceCells, rounding)) {
    differences.push(`its upper left corner lies ${shown(east)} columns and ${shown(south)} rows away`);
  }
  return differences;
}

/** Same name, or the same place for the corners and the middle within a thousandth of a cell. */
function isSameCrs(reference: NamedGrid, crs: Crs): boolean {
  const own = reference.crs;
  if ((own.epsg !== null && own.epsg === crs.epsg) || own.proj4 === crs.proj4) return true;
  if (own.kind !== crs.kind || own.unit !== crs.unit) return false;
  const { minX, minY, maxX, maxY } = gridBounds(reference.grid);
  const change = createTransformer(own, crs, { westEdge: minX });
  const [, dx, , , , dy] = reference.grid.transform;
  const places = [minX, (minX + maxX) / 2, maxX].flatMap((x) => [minY, (minY + maxY) / 2, maxY].map((y) => [x, y]));
  return places.every(([x, y]) => {
    const [otherX, otherY] = change(x!, y!);
    const turns = own.kind === 'geographic' ? Math.round((otherX - x!) / 360) * 360 : 0;
    return Math.abs((otherX - turns - x!) / dx) < 1e-3 && Math.abs((otherY - y!) / dy) < 1e-3;
  });
}

type Bounds = ReturnType<typeof gridBounds>;

/** Of the outline of a layer, carried into another CRS. */
function boundsIn(crs: Crs, layer: NamedGrid): Bounds {
  const { minX, minY, maxX, maxY } = gridBounds(layer.grid);
  const change = createTransformer(layer.crs, crs);
  const bounds = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  const steps = 16;
  for (let column = 0; column <= steps; column++) {
    for (let row = 0; row <= steps; row++) {
      const [x, y] = change(minX + ((maxX - minX) * column) / steps, minY + ((maxY - minY) * row) / steps);
      if (Number.isNaN(x)) continue;
      bounds.minX = Math.min(bounds.minX, x);
      bounds.minY = Math.min(bounds.minY, y);
      bounds.maxX = Math.max(bounds.maxX, x);
      bounds.maxY = Math.max(bounds.maxY, y);
    }
  }
  return bounds;
}

function overlaps(reference: NamedGrid, other: Bounds): boolean {
  const own = gridBounds(reference.grid);
  return other.minX < own.maxX && other.maxX > own.minX && other.minY < own.maxY && other.maxY > own.minY;
}

function nowhere(reference: NamedGrid): string {
  return `it does not overlap ${reference.name} anywhere`;
}

function label(crs: Crs): string {
  return crs.epsg === null ? `${crs.name} (${crs.proj4})` : `EPSG:${crs.epsg} (${crs.name})`;
}

function shown(cells: number): string {
  return cells !== 0 && Math.abs(cells) < 1e-3 ? cells.toExponential(1) : String(Math.round(cells * 1000) / 1000);
}
