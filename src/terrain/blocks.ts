/** Squares that window statistics are computed in one after the other. */
import { rowStart, strideOf } from './terrainWindow.ts';
import type { TerrainWindow } from './terrainWindow.ts';

/**
 * Windows of a map begin at multiples of 512 pixels, so that blocks of this side are the same ones wherever the map is
 * cut: sums of rounded numbers depend on their order, and a map may not depend on its chunks.
 */
const blockSizePx = 256;

export interface Block {
  /** Place of its upper left cell in the window. */
  readonly column: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Cells around it that are in `elevationM`. */
  readonly marginPx: number;
  /** m, less `referenceM`; length (widthPx + 2·marginPx) × (heightPx + 2·marginPx), row-major; NaN for nodata. */
  readonly elevationM: Float64Array;
  /** Taken off so that squares keep their digits. */
  readonly referenceM: number;
  /** Whether any elevation is NaN. */
  readonly gaps: boolean;
}

/** @param marginPx at most that of the window */
export function forEachBlock(window: TerrainWindow, marginPx: number, visit: (block: Block) => void): void {
  for (let row = 0; row < window.heightPx; row += blockSizePx) {
    for (let column = 0; column < window.widthPx; column += blockSizePx) {
      const widthPx = Math.min(blockSizePx, window.widthPx - column);
      const heightPx = Math.min(blockSizePx, window.heightPx - row);
      visit({ column, row, widthPx, heightPx, marginPx, ...cut(window, { column, row, widthPx, heightPx, marginPx }) });
    }
  }
}

function cut(
  window: TerrainWindow,
  { column, row, widthPx, heightPx, marginPx }: Pick<Block, 'column' | 'row' | 'widthPx' | 'heightPx' | 'marginPx'>,
): Pick<Block, 'elevationM' | 'referenceM' | 'gaps'> {
  const [across, down] = [widthPx + 2 * marginPx, heightPx + 2 * marginPx];
  const elevationM = new Float64Array(across * down);
  const stride = strideOf(window);
  const from = rowStart(window, row) + column - marginPx * (stride + 1);
  let sum = 0;
  let count = 0;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const value = window.elevationM[from + y * stride + x]!;
      elevationM[y * across + x] = value;
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
  }
  // Whole metres, so that whole metres stay such.
  const referenceM = count === 0 ? 0 : Math.round(sum / count);
  for (let i = 0; i < elevationM.length; i++) elevationM[i]! -= referenceM;
  return { elevationM, referenceM, gaps: count < elevationM.length };
}
