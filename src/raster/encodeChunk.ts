/** Encodes the chunks of a map; made for worker threads: no files, and the same pixels give the same bytes. */
import { DomainError } from '../core/errors.ts';
import { serialiseChunk } from './cogChunk.ts';
import { requireSample } from './cogFormat.ts';
import { chunkWindow, planChunk } from './cogPlan.ts';
import { createPyramid } from './cogPyramid.ts';
import { describeTile } from './cogStatistics.ts';
import { encodeTile } from './encodeTile.ts';
import { TileArena } from './tileArena.ts';
import type { CogFormat } from './cogFormat.ts';
import type { CogPlan } from './cogPlan.ts';
import type { Statistics } from './cogStatistics.ts';
import type { TilePlace } from './tileArena.ts';

export interface ChunkEncoder {
  /**
   * Takes the next rows of the chunk from top to bottom, as many as come; a whole row of tiles is encoded without a copy.
   * @param values one Float32Array per band, whole rows of the chunk, row-major, NaN for nodata; may change afterwards
   * @throws {DomainError} 'invalid-input' for a valid value equal to nodata or one that the sample type cannot hold
   */
  push(values: readonly Float32Array[]): void;
  /** After the last row. @returns the chunk's bytes in parts, valid until the arena is cleared */
  finish(): readonly Uint8Array[];
}

/**
 * Holds one row of tiles of each level; what is encoded stands in the arena, which encoders may share.
 * @throws {DomainError} 'invalid-input' for an index beyond the plan, or a nodata value that the sample type cannot hold
 */
export function createChunkEncoder(
  plan: CogPlan,
  index: number,
  { bandCount, format }: { readonly bandCount: number; readonly format: CogFormat },
  arena: TileArena,
): ChunkEncoder {
  requireSample(format.nodata, format.sampleType ?? 'float32', 'Nodata');
  const { levels, next: beyond } = planChunk(plan, index);
  const [full] = levels;
  const bands = Array.from({ length: bandCount });
  const next = beyond === null ? [] : bands.map(() => new Float32Array(beyond.widthPx * beyond.heightPx));
  let filled = 0;
  const pyramid = createPyramid(levels, 0, format, (rows) => {
    next.forEach((values, band) => values.set(rows[band]!.values, filled));
    filled += rows[0]!.values.length;
  });
  const statistics: Statistics[] = [];
  const places: TilePlace[][] = levels.map(() => []);
  return {
    push(values) {
      const { widthPx } = full!;
      const rows = values.map((band) => ({ values: band, widthPx, heightPx: band.length / widthPx }));
      for (const { level, index: tile, pixels, tileX } of pyramid.push(rows)) {
        if (level === 0) statistics[tile] = describeTile(pixels, tileX, 0, format);
        places[level]![tile] = arena.add(encodeTile(pixels, tileX, 0, format));
      }
    },
    finish() {
      const tiles = places.flat().map((place) => arena.get(place));
      return serialiseChunk({ index, full: full!, format, statistics, next, bandCount, tiles });
    },
  };
}

/**
 * Encodes a chunk whose pixels are all at hand.
 * @param values one Float32Array per band, length width × height of `chunkWindow(plan, index)`
 * @returns bytes in an ArrayBuffer of their own, so it can be transferred
 * @throws {DomainError} 'invalid-input' for a wrong count of values, else as the encoder does
 */
export function encodeChunk(
  plan: CogPlan,
  index: number,
  values: readonly Float32Array[],
  format: CogFormat,
): Uint8Array {
  const encoder = createChunkEncoder(plan, index, { bandCount: values.length, format }, new TileArena());
  const { widthPx, heightPx } = chunkWindow(plan, index);
  for (const band of values) {
    if (band.length === widthPx * heightPx) continue;
    throw new DomainError(
      'invalid-input',
      `Expected ${widthPx} × ${heightPx} values for chunk ${index}, got ${band.length}`,
    );
  }
  encoder.push(values);
  return concatenate(encoder.finish());
}

/** Into memory of its own, unlike `Buffer.concat`, so that a thread may hand it over without a copy. */
function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
