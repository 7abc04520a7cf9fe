/** Copies windows out of blocks. */
import { DomainError } from '../core/errors.ts';
import { createRawArray } from './bandType.ts';
import { lieBetween } from './kernel/bands.ts';
import type { BlockReader } from './blockReader.ts';
import type { PixelWindow } from '../core/grid.ts';
import type { RawArray } from './bandType.ts';

/** @throws {DomainError} 'invalid-input' for a band or window that the raster does not have */
export function checkWindow(name: string, reader: BlockReader, band: number, window: PixelWindow): void {
  const { widthPx, heightPx, bandCount } = reader.layout;
  if (!Number.isInteger(band) || band < 1 || band > bandCount) {
    throw new DomainError('invalid-input', `${name}: has bands 1 to ${bandCount}, asked for ${band}.`, { band });
  }
  const { xPx, yPx, widthPx: width, heightPx: height } = window;
  const whole = [xPx, yPx, width, height].every(Number.isInteger);
  const inside =
    xPx >= 0 && yPx >= 0 && width >= 1 && height >= 1 && xPx + width <= widthPx && yPx + height <= heightPx;
  if (whole && inside) return;
  const asked = `${width} × ${height} pixels at ${xPx}, ${yPx}`;
  throw new DomainError('invalid-input', `${name}: has ${widthPx} × ${heightPx} pixels, asked for ${asked}.`, {
    window,
  });
}

/** A stretch of one row that lies in one block. */
type CopyRow = (block: RawArray, from: number, stride: number, to: number, count: number) => void;

/** Calls `copy` for every row stretch of the window, block by block. `band` from 1. */
async function forEachRow(reader: BlockReader, band: number, window: PixelWindow, copy: CopyRow): Promise<void> {
  const { layout } = reader;
  const { blockWidthPx, blockHeightPx, blocksAcross, blocksDown, samplesPerPixel } = layout;
  const plane = layout.planar ? (band - 1) * blocksAcross * blocksDown : 0;
  const sample = layout.planar ? 0 : band - 1;
  const endX = window.xPx + window.widthPx;
  const endY = window.yPx + window.heightPx;
  for (let blockY = Math.floor(window.yPx / blockHeightPx); blockY * blockHeightPx < endY; blockY++) {
    for (let blockX = Math.floor(window.xPx / blockWidthPx); blockX * blockWidthPx < endX; blockX++) {
      const left = blockX * blockWidthPx;
      const top = blockY * blockHeightPx;
      const x = Math.max(window.xPx, left);
      const count = Math.min(endX, left + blockWidthPx) - x;
      const bottom = Math.min(endY, top + blockHeightPx);
      await reader.read(plane + blockY * blocksAcross + blockX, (block) => {
        for (let y = Math.max(window.yPx, top); y < bottom; y++) {
          const from = ((y - top) * blockWidthPx + x - left) * samplesPerPixel + sample;
          copy(block, from, samplesPerPixel, (y - window.yPx) * window.widthPx + x - window.xPx, count);
        }
      });
    }
  }
}

/** The window's samples as stored. */
export async function readRawWindow(reader: BlockReader, band: number, window: PixelWindow): Promise<RawArray> {
  const out = createRawArray(reader.layout.sample.type, window.widthPx * window.heightPx);
  await forEachRow(reader, band, window, (block, from, stride, to, count) => {
    if (stride === 1) out.set(block.subarray(from, from + count), to);
    else for (let i = 0; i < count; i++) out[to + i] = block[from + i * stride]!;
  });
  return out;
}

export interface Physical {
  readonly scale: number;
  readonly offset: number;
  /** As stored; null where no stored value means nodata. */
  readonly nodata: number | null;
}

/** The window as physical values, NaN for nodata. */
export async function readPhysicalWindow(
  reader: BlockReader,
  band: number,
  window: PixelWindow,
  physical: Physical,
  out: Float32Array | Float64Array,
): Promise<void> {
  const { scale, offset } = physical;
  // NaN equals nothing, so it stands for "no value to look for"; stored NaN passes through as nodata anyway.
  const nodata = physical.nodata ?? Number.NaN;
  const asStored = scale === 1 && offset === 0;
  await forEachRow(reader, band, window, (block, from, stride, to, count) => {
    if (asStored && stride === 1) {
      const row = out.subarray(to, to + count);
      row.set(block.subarray(from, from + count));
      if (isWithout(row, nodata)) return;
      for (let i = 0; i < count; i++) if (block[from + i] === nodata) row[i] = Number.NaN;
      return;
    }
    for (let i = 0; i < count; i++) {
      const stored = block[from + i * stride]!;
      out[to + i] = stored === nodata ? Number.NaN : stored * scale + offset;
    }
  });
}

/** Whether a look at all of a row at once is enough to know that it holds no nodata; NaN stands for none. */
function isWithout(row: Float32Array | Float64Array, nodata: number): boolean {
  if (Number.isNaN(nodata)) return true;
  if (!(row instanceof Float32Array)) return false;
  return nodata <= 0 ? lieBetween(row, nodata, Infinity) : lieBetween(row, -Infinity, nodata);
}
