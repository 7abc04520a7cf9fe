/** How a map is cut into chunks that workers share. */
import { DomainError } from '../../core/errors.ts';
import { tileSizePx } from '../../raster/cogPlan.ts';
import type { PixelWindow } from '../../core/grid.ts';

/** Side of the smallest chunk; doubled until a map has at most `mostChunks`, so that a continent is not millions of jobs. */
const smallestChunkPx = 1024;
const mostChunks = 2000;
/** Of the pixels of one chunk, which a thread holds at once. */
const mostChunkBytes = 2 ** 28;

/** @throws {DomainError} 'invalid-input' where a thread could not hold chunks of the size asked for */
export function chunkSizeFor(
  { widthPx, heightPx }: PixelWindow,
  bandCount: number,
  asked: number | null,
  smallestPx = smallestChunkPx,
): number {
  const fits = (sizePx: number): boolean => 4 * sizePx ** 2 * bandCount <= mostChunkBytes;
  if (asked !== null && !fits(asked)) {
    throw new DomainError(
      'invalid-input',
      `Chunks of ${asked} pixels with ${bandCount} bands need ${4 * asked ** 2 * bandCount} bytes in each thread, at most ${mostChunkBytes} are taken. Leave chunkSizePx out or choose a smaller one`,
      { errors: [{ pointer: '/chunkSizePx', detail: `is too large for ${bandCount} bands` }] },
    );
  }
  if (asked !== null) return asked;
  let sizePx = smallestPx;
  while (Math.ceil(widthPx / sizePx) * Math.ceil(heightPx / sizePx) > mostChunks && fits(2 * sizePx)) sizePx *= 2;
  return sizePx;
}

/** The smallest size of which one chunk holds the whole map. */
export function chunkAround({ widthPx, heightPx }: PixelWindow): number {
  return Math.max(tileSizePx, 2 ** Math.ceil(Math.log2(Math.max(widthPx, heightPx))));
}
