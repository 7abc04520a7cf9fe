/** What it takes to hold a whole map in one thread. */
import { DomainError } from '../core/errors.ts';
import type { Grid } from '../core/grid.ts';

/** Elevations as read and bordered, filled elevations, order, queue and heap of cells, sources, areas. */
const bytesPerCell = 4 + 4 + 4 + 4 + 4 + 4 + 1 + 8;
/** Values and encoded tiles. */
const bytesPerCellAndBand = 4 + 4;
const mostBytes = 1.5 * 2 ** 30;

/**
 * @returns bytes that the thread needs
 * @throws {DomainError} 'too-large' for more than may be taken
 */
export function wholeMapBytes({ widthPx, heightPx }: Grid, bandCount: number): number {
  const perCell = bytesPerCell + bandCount * bytesPerCellAndBand;
  const bytes = widthPx * heightPx * perCell;
  if (bytes <= mostBytes) return bytes;
  const [needed, most] = [bytes, mostBytes].map((amount) => `${(amount / 2 ** 30).toFixed(1)} GiB`);
  const mostCells = Math.floor(mostBytes / perCell / 1e6);
  throw new DomainError(
    'too-large',
    `Wetness (twi) holds the whole elevation model in memory: ${widthPx} × ${heightPx} cells and ${bandCount} ${bandCount === 1 ? 'band' : 'bands'} need ${needed}, at most ${most} are taken (${mostCells} million cells). Ask for it alone, cut a catchment out (gdalwarp -te WEST SOUTH EAST NORTH IN.tif OUT.tif) or take larger cells (gdalwarp -r average -tr WIDTH HEIGHT IN.tif OUT.tif)`,
    { neededBytes: bytes, mostBytes },
  );
}
