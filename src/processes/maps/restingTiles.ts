/** The tiles of one file in the chunks of a job, which hold other frames beside them. */
import { splitFrames } from '../../core/frames.ts';
import type { RestingChunks } from '../../core/restingChunks.ts';

/** @param take gets the frames of a chunk. @returns the one that holds the tiles */
export function restingTiles(
  chunks: RestingChunks,
  take: (index: number, frames: readonly Uint8Array[]) => Uint8Array,
): RestingChunks {
  const starts: number[] = [];
  return {
    async read(index) {
      const bytes = await chunks.read(index);
      const tiles = take(index, splitFrames(bytes));
      starts[index] = tiles.byteOffset - bytes.byteOffset;
      return tiles;
    },
    readPart: (index, offset, into) => chunks.readPart(index, starts[index]! + offset, into),
  };
}
