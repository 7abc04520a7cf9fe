/** Lowest and highest elevation around each cell. */
import { runsOf } from './footprint.ts';
import type { Block } from './blocks.ts';
import type { CellSizes } from './cellSizes.ts';
import type { Footprint } from './footprint.ts';

/**
 * Runs of cells are covered by two overlapping runs of a power of two, of which the lowest is kept: a cell costs O(rows
 * of the footprint), whatever its columns.
 * @param footprint without an inner radius
 * @returns Float64Array, length widthPx × heightPx of the block: highest less lowest; gaps are passed over, −Infinity
 *   where there is nothing else
 */
export function rangeAround(block: Block, footprint: Footprint, cell: CellSizes): Float64Array {
  const lowest = lowestAround(block, block.elevationM, footprint, cell);
  // The highest is the lowest upside down.
  const highest = lowestAround(
    block,
    block.elevationM.map((value) => -value),
    footprint,
    cell,
  );
  for (let i = 0; i < highest.length; i++) highest[i] = -highest[i]! - lowest[i]!;
  return highest;
}

function lowestAround(block: Block, elevations: Float64Array, footprint: Footprint, cell: CellSizes): Float64Array {
  const { widthPx, heightPx, marginPx } = block;
  const out = new Float64Array(widthPx * heightPx).fill(Infinity);
  const levels = runsOfPowers(elevations);
  for (let row = 0; row < heightPx; row++) {
    const to = row * widthPx;
    for (const { rowOffset, outerPx } of runsOf(footprint, cell, block.row + row)) {
      const power = Math.floor(Math.log2(2 * outerPx + 1));
      const values = levels(power);
      const middle = (row + rowOffset + marginPx) * (widthPx + 2 * marginPx) + marginPx;
      const [first, second] = [middle - outerPx, middle + outerPx + 1 - 2 ** power];
      for (let x = 0; x < widthPx; x++) out[to + x] = Math.min(out[to + x]!, values[first + x]!, values[second + x]!);
    }
  }
  return out;
}

/** @returns for a power k the lowest of the 2ᵏ cells that begin at each cell; meaningless where they leave the row */
function runsOfPowers(elevations: Float64Array): (power: number) => Float64Array {
  const levels = [elevations.map((value) => (Number.isNaN(value) ? Infinity : value))];
  return (power) => {
    for (let k = levels.length; k <= power; k++) {
      const halves = levels[k - 1]!;
      const step = 2 ** (k - 1);
      const doubled = halves.slice();
      for (let i = 0; i + step < halves.length; i++) doubled[i] = Math.min(halves[i]!, halves[i + step]!);
      levels.push(doubled);
    }
    return levels[power]!;
  };
}
