/** Sums over the footprint of every cell of a block. */
import { runsOf } from './footprint.ts';
import type { Block } from './blocks.ts';
import type { CellSizes } from './cellSizes.ts';
import type { Footprint, Run } from './footprint.ts';

/**
 * Sums of a quantity over the footprints of the cells of one row after the other. From sums along each row of the block
 * a run of cells is the difference of two numbers: a cell costs O(rows of the footprint); where all rows are alike, as
 * in a square, the sum follows from that of the row above, O(1).
 * @param quantity length (widthPx + 2·marginPx) × (heightPx + 2·marginPx), finite
 * @param visit    gets the row of the block and one sum per cell of it, valid until it returns
 */
export function forEachRowOfSums(
  block: Block,
  footprint: Footprint,
  cell: CellSizes,
  quantities: readonly Float64Array[],
  visit: (row: number, sums: readonly Float64Array[]) => void,
): void {
  const tables = quantities.map((quantity) => rowTotals(block, quantity));
  const sums = quantities.map(() => new Float64Array(block.widthPx));
  let before: readonly Run[] = [];
  for (let row = 0; row < block.heightPx; row++) {
    const runs = runsOf(footprint, cell, block.row + row);
    const slides = row > 0 && isRectangle(runs) && sameRuns(runs, before);
    for (const [i, table] of tables.entries()) {
      const out = sums[i]!;
      if (slides) {
        addRun(out, block, table, row, runs.at(-1)!, 1);
        addRun(out, block, table, row - 1, runs[0]!, -1);
      } else {
        out.fill(0);
        for (const run of runs) addRun(out, block, table, row, run, 1);
      }
    }
    before = runs;
    visit(row, sums);
  }
}

/** Totals of each row up to, not with, a column: one number more than the row has cells. */
function rowTotals({ widthPx, heightPx, marginPx }: Block, quantity: Float64Array): Float64Array {
  const across = widthPx + 2 * marginPx;
  const totals = new Float64Array((across + 1) * (heightPx + 2 * marginPx));
  for (let y = 0; y < heightPx + 2 * marginPx; y++) {
    let total = 0;
    const at = y * (across + 1);
    for (let x = 0; x < across; x++) {
      total += quantity[y * across + x]!;
      totals[at + x + 1] = total;
    }
  }
  return totals;
}

function addRun(
  out: Float64Array,
  { widthPx, marginPx }: Block,
  totals: Float64Array,
  row: number,
  { rowOffset, outerPx, innerPx }: Run,
  sign: 1 | -1,
): void {
  const at = (row + rowOffset + marginPx) * (widthPx + 2 * marginPx + 1) + marginPx;
  const [right, left] = [at + outerPx + 1, at - outerPx];
  for (let x = 0; x < widthPx; x++) out[x]! += sign * (totals[right + x]! - totals[left + x]!);
  if (innerPx < 0) return;
  const [innerRight, innerLeft] = [at + innerPx + 1, at - innerPx];
  for (let x = 0; x < widthPx; x++) out[x]! -= sign * (totals[innerRight + x]! - totals[innerLeft + x]!);
}

function isRectangle(runs: readonly Run[]): boolean {
  return runs.every(({ outerPx, innerPx }) => outerPx === runs[0]!.outerPx && innerPx < 0);
}

function sameRuns(a: readonly Run[], b: readonly Run[]): boolean {
  return a.length === b.length && a.every((run, i) => run.outerPx === b[i]!.outerPx && run.innerPx === b[i]!.innerPx);
}
