/** Which cells around a cell a window statistic takes. */
import { DomainError } from '../core/errors.ts';
import type { CellSizes } from './cellSizes.ts';
import type { MapPlace } from '../core/windowRule.ts';

export interface Footprint {
  readonly shape: 'circle' | 'square';
  /** Distance between the middles of cells up to which cells belong to it, in cells or in metres on the ground. */
  readonly radius: number;
  readonly unit: 'cells' | 'metres';
  /** Cells up to this distance do not belong to it; 0 leaves out the cell itself, null leaves out none. */
  readonly innerRadius: number | null;
}

/** Cells of a footprint in one row, by their distance from its middle column: from inner to outer on both sides. */
export interface Run {
  /** Rows below the cell. */
  readonly rowOffset: number;
  /** ≥ 0 */
  readonly outerPx: number;
  /** Columns up to this one do not belong to it; −1 where all do. */
  readonly innerPx: number;
}

/** Windows larger than this are better computed on a coarser elevation model; a thread holds the halo in memory. */
export const mostRadiusPx = 512;

/** A distance that equals the radius but for rounding belongs to the footprint. */
const tolerance = 1e-9;

/** @param row of the window, on whose cell sizes a radius in metres depends */
export function runsOf(footprint: Footprint, cell: CellSizes, row: number): readonly Run[] {
  const [widthOf, heightOf] = footprint.unit === 'metres' ? [cell.widthM(row), Math.abs(cell.southM(row))] : [1, 1];
  const halfWidth = (radius: number | null, rowOffset: number): number => {
    if (radius === null) return -1;
    const down = (Math.abs(rowOffset) * heightOf) / (radius * (1 + tolerance) || 1);
    if (down > 1) return -1;
    const across = footprint.shape === 'circle' ? Math.sqrt(1 - down * down) : 1;
    return Math.floor((radius * (1 + tolerance) * across) / widthOf);
  };
  const reach = Math.floor((footprint.radius * (1 + tolerance)) / heightOf);
  return Array.from({ length: 2 * reach + 1 }, (_, i) => {
    const rowOffset = i - reach;
    return {
      rowOffset,
      outerPx: halfWidth(footprint.radius, rowOffset),
      innerPx: halfWidth(footprint.innerRadius, rowOffset),
    };
  }).filter(({ outerPx, innerPx }) => outerPx > innerPx);
}

/**
 * Cells that a footprint reaches beyond its middle, at most, anywhere on the grid.
 * @throws {DomainError} 'invalid-input' where that is no cell, or too many
 */
export function reachPx(footprint: Footprint, { grid }: MapPlace, cell: CellSizes): number {
  const lastRow = grid.heightPx - 1;
  // Cells are narrowest towards a pole, that is, at one end of the grid, and lowest at the equator.
  const equator = Math.round(-grid.transform[3] / grid.transform[5] - 0.5);
  const rows = [0, lastRow, Math.min(lastRow, Math.max(0, equator))];
  const runs = rows.flatMap((row) => runsOf(footprint, cell, row));
  const reach = runs.reduce((most, run) => Math.max(most, run.outerPx, Math.abs(run.rowOffset)), 0);
  const asked = `A radius of ${footprint.radius} ${footprint.unit === 'metres' ? 'm' : 'cells'}`;
  if (reach < 1) {
    const size = `cells are ${Math.round(cell.widthM(lastRow))} × ${Math.round(Math.abs(cell.southM(lastRow)))} m`;
    throw new DomainError(
      'invalid-input',
      `${asked} holds no cell but the middle one: ${size}. Choose a larger radius`,
    );
  }
  if (!(reach <= mostRadiusPx)) {
    throw new DomainError(
      'invalid-input',
      `${asked} reaches over ${reach} cells, at most ${mostRadiusPx} are taken. Choose a smaller radius, or an elevation model of larger cells: gdalwarp -r average -tr WIDTH HEIGHT IN.tif OUT.tif`,
    );
  }
  return reach;
}

/** Cells of a footprint. */
export function cellCount(runs: readonly Run[]): number {
  return runs.reduce((sum, { outerPx, innerPx }) => sum + 2 * (outerPx - Math.max(innerPx, -0.5)), 0);
}
