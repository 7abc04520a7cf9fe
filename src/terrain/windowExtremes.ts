/** Lowest and highest elevation around each cell. */
import { runsOf } from './footprint.ts';
import type { Block } from './blocks.ts';
import type { CellSizes } from './cellSizes.ts';
import type { Footprint } from './footprint.ts';

/**
 * Runs of cells are covered by two overlapping runs of a power of two, of which the lowest and highest are kept: a cell
 * costs O(rows of the footprint), whatever its columns.
 * @param footprint without an inner radius
 * @returns Float64Array, length widthPx × heightPx of the block: highest less lowest; gaps are passed over, NaN or
 *   −Infinity where there is nothing else
 */
export function rangeAround(block: Block, footprint: Footprint, cell: CellSizes): Float64Array {
  const lowest = extremesOf(block, footprint, cell, { pick: Math.min, none: Infinity });
  const highest = extremesOf(block, footprint, cell, { pick: Math.max, none: -Infinity });
  return highest.map((value, i) => value - lowest[i]!);
}

interface Extreme {
  readonly pick: (a: number, b: number) => number;
  /** What every number is picked before. */
  readonly none: number;
}

function extremesOf(block: Block, footprint: Footprint, cell: CellSizes, extreme: Extreme): Float64Array {
  const { widthPx, heightPx, marginPx } = block;
  const out = new Float64Array(widthPx * heightPx).fill(extreme.none);
  const levels = runsOfPowers(block, extreme);
  for (let row = 0; row < heightPx; row++) {
    for (const { rowOffset, outerPx } of runsOf(footprint, cell, block.row + row)) {
      const power = Math.floor(Math.log2(2 * outerPx + 1));
      const values = levels(power);
      const middle = (row + rowOffset + marginPx) * (widthPx + 2 * marginPx) + marginPx;
      const [first, second] = [middle - outerPx, middle + outerPx + 1 - 2 ** power];
      for (let x = 0; x < widthPx; x++) {
        const own = extreme.pick(values[first + x]!, values[second + x]!);
        out[row * widthPx + x] = extreme.pick(out[row * widthPx + x]!, own);
      }
    }
  }
  return out;
}

/** @returns for a power k the extremes of the 2ᵏ cells that begin at each cell; meaningless where they leave the row */
function runsOfPowers({ elevationM }: Block, { pick, none }: Extreme): (power: number) => Float64Array {
  const levels = [elevationM.map((value) => (Number.isNaN(value) ? none : value))];
  return (power) => {
    for (let k = levels.length; k <= power; k++) {
      const halves = levels[k - 1]!;
      const step = 2 ** (k - 1);
      const doubled = halves.slice();
      for (let i = 0; i + step < halves.length; i++) doubled[i] = pick(halves[i]!, halves[i + step]!);
      levels.push(doubled);
    }
    return levels[power]!;
  };
}
