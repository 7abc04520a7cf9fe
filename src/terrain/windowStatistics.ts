/** Mean and spread of the elevations around each cell, and how far the cell stands above them. */
import { forEachBlock } from './blocks.ts';
import { cellCount, runsOf } from './footprint.ts';
import { positionAmongEight } from './neighbours.ts';
import { forEachRowOfSums } from './windowSums.ts';
import { rowStart } from './terrainWindow.ts';
import type { Block } from './blocks.ts';
import type { Derive, TerrainWindow } from './terrainWindow.ts';
import type { Footprint } from './footprint.ts';

export interface WindowOptions {
  readonly footprint: Footprint;
  /** What `reachPx` gives for it. */
  readonly haloPx: number;
  /**
   * Whether a window with nodata in it, or over the edge of the raster, is judged by its other cells. Else the result
   * is NaN there, as in gdaldem. A cell that is NaN itself always stays NaN.
   */
  readonly skipGaps: boolean;
}

/** Mean of the elevations in the window, m. O(1) per cell for squares, O(rows) for other shapes, whatever its columns. */
export function localMean(options: WindowOptions): Derive {
  return fromMoments(options, false, (count, sum, _, reference) => reference + sum / count);
}

/** Standard deviation of the elevations in the window, m, divisor n − 1 as in terra and R. Cost as `localMean`. */
export function localDeviation(options: WindowOptions): Derive {
  return fromMoments(options, true, (count, sum, squares) => {
    if (count < 2) return Number.NaN;
    const variance = squares - (sum * sum) / count;
    // What is left of equal numbers is the rounding of their squares.
    return variance <= roundingShare * squares ? 0 : Math.sqrt(variance / (count - 1));
  });
}

/** Of a block's sums of squares; measured to stay below 2e-13. */
const roundingShare = 1e-12;

/**
 * Topographic position index, m: elevation less the mean of the others in the window or ring. Positive on ridges,
 * negative in valleys. For a square of radius 1 equal to gdaldem TPI. Cost as `localMean`.
 * @source Weiss 2001, Topographic position and landforms analysis, Esri User Conference, San Diego
 */
export function position(options: WindowOptions): Derive {
  const { footprint } = options;
  if (isRingOfEight(options)) return positionAmongEight;
  // The cell itself is left out by hand, so that a square stays one.
  const alone = footprint.innerRadius === 0;
  const whole = alone ? { ...options, footprint: { ...footprint, innerRadius: null } } : options;
  return fromMoments(whole, false, (count, sum, _, __, own) =>
    alone ? own - (sum - own) / (count - 1) : own - sum / count,
  );
}

/** Whether the eight neighbours are all that counts, and all of them: by far the commonest window. */
function isRingOfEight({ footprint: { shape, radius, unit, innerRadius }, skipGaps }: WindowOptions): boolean {
  return shape === 'square' && unit === 'cells' && Math.floor(radius) === 1 && innerRadius === 0 && !skipGaps;
}

/**
 * @param value of a cell: cells in its window, their sum and sum of squares and its own elevation, all but the count
 *   less the reference
 */
function fromMoments(
  options: WindowOptions,
  withSquares: boolean,
  value: (count: number, sum: number, squares: number, reference: number, own: number) => number,
): Derive {
  return (window, out) => {
    forEachBlock(window, options.haloPx, (block) => {
      forEachRowOfMoments(block, window, options, withSquares, (row, counts, sums, squares) => {
        const from = rowStart(window, block.row + row) + block.column;
        const to = (block.row + row) * window.widthPx + block.column;
        for (let x = 0; x < block.widthPx; x++) {
          const own = window.elevationM[from + x]! - block.referenceM;
          const count = counts[x]!;
          const known = count > 0 && own === own;
          out[to + x] = known ? value(count, sums[x]!, squares[x]!, block.referenceM, own) : Number.NaN;
        }
      });
    });
  };
}

type VisitMoments = (row: number, counts: Float64Array, sums: Float64Array, squares: Float64Array) => void;

/** @param visit gets a count of 0 for windows that may not be judged; all zeros for squares that were not asked for */
function forEachRowOfMoments(
  block: Block,
  { cell }: TerrainWindow,
  { footprint, skipGaps }: WindowOptions,
  withSquares: boolean,
  visit: VisitMoments,
): void {
  const { elevationM, gaps } = block;
  const values = gaps ? elevationM.map((value) => (Number.isNaN(value) ? 0 : value)) : elevationM;
  const quantities = [values];
  if (withSquares) quantities.push(values.map((value) => value * value));
  if (gaps) quantities.push(elevationM.map((value) => (Number.isNaN(value) ? 0 : 1)));
  const zeros = new Float64Array(block.widthPx);
  const counts = new Float64Array(block.widthPx);
  forEachRowOfSums(block, footprint, cell, quantities, (row, sums) => {
    const whole = cellCount(runsOf(footprint, cell, block.row + row));
    const valid = gaps ? sums.at(-1)! : null;
    for (let x = 0; x < counts.length; x++) {
      const count = valid === null ? whole : valid[x]!;
      counts[x] = count === whole || skipGaps ? count : 0;
    }
    visit(row, counts, sums[0]!, withSquares ? sums[1]! : zeros);
  });
}
