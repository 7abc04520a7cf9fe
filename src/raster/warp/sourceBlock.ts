/** A rectangle of a source raster in memory, with a border of NaN where it reaches beyond the raster. */
import type { Raster } from '../openRaster.ts';

/** In pixels of the source; may reach beyond it, and in a raster that repeats, by whole turns. */
export interface SourceWindow {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface SourceBlock extends SourceWindow {
  /** Row-major, at least width × height; NaN for nodata and beyond the raster. */
  readonly values: Float32Array;
}

export interface BlockSource {
  readonly raster: Raster;
  readonly band: number;
  /** Columns after which the raster repeats; null where it does not. */
  readonly turn: number | null;
  /** Puts NaN where a number is no value. */
  readonly dropMissing?: (values: Float32Array) => void;
}

/** Reads blocks into memory of its own that grows as needed: a block is valid until the next. */
export function createBlockLoader(source: BlockSource): (window: SourceWindow) => Promise<SourceBlock> {
  const { raster, band, turn, dropMissing } = source;
  let values = new Float32Array(0);
  let run = new Float32Array(0);
  return async (window) => {
    const { top, widthPx, heightPx } = window;
    const count = widthPx * heightPx;
    if (values.length < count) values = new Float32Array(count);
    const firstRow = Math.max(0, top);
    const rows = Math.min(top + heightPx, raster.info.heightPx) - firstRow;
    const runs = rows > 0 ? columnRuns(window, raster.info.widthPx, turn) : [];
    const whole = runs.length === 1 && runs[0]!.columns === widthPx && rows === heightPx;
    if (whole) {
      const asked = { xPx: runs[0]!.from, yPx: firstRow, widthPx, heightPx };
      const read = await raster.readWindow(band, asked, values.subarray(0, count));
      dropMissing?.(read);
      return { ...window, values };
    }
    values.fill(Number.NaN, 0, count);
    for (const { from, to, columns } of runs) {
      if (run.length < columns * rows) run = new Float32Array(columns * rows);
      const part = run.subarray(0, columns * rows);
      const read = await raster.readWindow(band, { xPx: from, yPx: firstRow, widthPx: columns, heightPx: rows }, part);
      dropMissing?.(read);
      for (let row = 0; row < rows; row++) {
        values.set(part.subarray(row * columns, (row + 1) * columns), (firstRow - top + row) * widthPx + to);
      }
    }
    return { ...window, values };
  };
}

interface Run {
  /** Column of the raster. */
  readonly from: number;
  /** Column of the window. */
  readonly to: number;
  readonly columns: number;
}

/** Stretches of columns that lie side by side both in the window and in the raster. */
function columnRuns({ left, widthPx }: SourceWindow, rasterWidthPx: number, turn: number | null): Run[] {
  const runs: Run[] = [];
  // A raster that repeats gives its first turn over and over.
  const step = turn ?? rasterWidthPx;
  const firstTurn = turn === null ? 0 : Math.floor(left / step);
  const lastTurn = turn === null ? 0 : Math.floor((left + widthPx - 1) / step);
  for (let number = firstTurn; number <= lastTurn; number++) {
    const start = Math.max(left, number * step);
    const columns = Math.min(left + widthPx, (number + 1) * step) - start;
    if (columns > 0) runs.push({ from: start - number * step, to: start - left, columns });
  }
  return runs;
}
