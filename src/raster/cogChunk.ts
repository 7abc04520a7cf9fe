/**
 * A chunk of a Cloud Optimized GeoTIFF as bytes: finished tiles, so that the assembly of the file has nothing to decode.
 *
 * Layout, little-endian, no gaps:
 *   u32     0x43464334
 *   u32     index of the chunk in the plan
 *   u32     width and height of the chunk at full resolution, pixels
 *   u32     count of tiles, over all bands and finished levels
 *   u32     count of bands
 *   u32     TIFF sample format (high 16 bits) and bits (low 16 bits) of a sample in the tiles; the highest bit is set
 *           where they are not compressed
 *   f64     nodata value written into the tiles
 *   5 × f64 per band and tile of full resolution: count, min, max, mean, squares (see cogStatistics.ts)
 *   f32     band by band, pixels of the first level that the chunk does not finish, NaN for nodata; none if there is
 *           no such level
 *   u32     per tile: its bytes
 *   tiles   level by level from full resolution, band by band, row by row
 */
import { DomainError } from '../core/errors.ts';
import { type CogFormat, sampleLayouts } from './cogFormat.ts';
import { type CogLevel, type CogPlan, planChunk } from './cogPlan.ts';
import type { Statistics } from './cogStatistics.ts';

const magic = 0x43464334;
const nodataAt = 28;
const headerBytes = 36;
const statisticsBytes = 40;

export interface Chunk {
  /** Finished tiles of levels 0, 1, … of the plan, of each band, row by row. */
  readonly levels: readonly (readonly (readonly Uint8Array[])[])[];
  /** Per band, per tile of full resolution, row by row. */
  readonly statistics: readonly (readonly Statistics[])[];
  /** Per band, the chunk's part of the first level that it does not finish; null if the pyramid ends before. */
  readonly next: readonly StoredPixels[] | null;
}

/** Float32, row-major; the bytes may begin anywhere in memory. */
export interface StoredPixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bytes: Uint8Array;
}

/**
 * @returns views into the bytes
 * @throws {DomainError} 'artefact-damaged' unless the bytes are that chunk of that plan, encoded in that format and
 *   with so many bands
 */
export function parseChunk(
  plan: CogPlan,
  index: number,
  bytes: Uint8Array,
  { bandCount, ...format }: CogFormat & { readonly bandCount: number },
): Chunk {
  const { levels, next } = planChunk(plan, index);
  const full = levels[0]!;
  const counts = levels.map((level) => level.tilesAcross * level.tilesDown);
  const tileCount = bandCount * counts.reduce((sum, count) => sum + count, 0);
  const nextBytes = next === null ? 0 : next.widthPx * next.heightPx * 4;
  const nextAt = headerBytes + bandCount * counts[0]! * statisticsBytes;
  const sizesAt = nextAt + bandCount * nextBytes;
  const tilesAt = sizesAt + tileCount * 4;
  const damaged = (reason: string): DomainError =>
    new DomainError('artefact-damaged', `Chunk ${index} of the raster is damaged: ${reason}. Compute it again.`, {
      chunk: index,
    });

  if (bytes.length < tilesAt) throw damaged(`expected at least ${tilesAt} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = [0, 4, 8, 12, 16, 20, 24].map((at) => view.getUint32(at, true));
  const expected = [magic, index, full.widthPx, full.heightPx, tileCount, bandCount, sampleCode(format)];
  if (header.some((value, i) => value !== expected[i]))
    throw damaged(`expected header ${expected.join(' ')}, got ${header.join(' ')}`);
  const writtenNodata = view.getFloat64(nodataAt, true);
  if (!Object.is(writtenNodata, format.nodata)) throw damaged(`expected nodata ${format.nodata}, got ${writtenNodata}`);

  const tiles: Uint8Array[] = [];
  let at = tilesAt;
  for (let i = 0; i < tileCount; i++) {
    const size = view.getUint32(sizesAt + i * 4, true);
    tiles.push(bytes.subarray(at, at + size));
    at += size;
  }
  if (at !== bytes.length) throw damaged(`expected ${at} bytes, got ${bytes.length}`);

  let first = 0;
  return {
    levels: counts.map((count) => Array.from({ length: bandCount }, () => tiles.slice(first, (first += count)))),
    statistics: Array.from({ length: bandCount }, (_, band) =>
      Array.from({ length: counts[0]! }, (__, tile) =>
        readStatistics(view, headerBytes + (band * counts[0]! + tile) * statisticsBytes),
      ),
    ),
    next:
      next === null
        ? null
        : Array.from({ length: bandCount }, (_, band) => ({
            bytes: bytes.subarray(nextAt + band * nextBytes, nextAt + (band + 1) * nextBytes),
            widthPx: next.widthPx,
            heightPx: next.heightPx,
          })),
  };
}

/** What a chunk consists of, in the order of its layout. */
export interface ChunkParts {
  readonly index: number;
  readonly full: CogLevel;
  readonly format: CogFormat;
  readonly bandCount: number;
  /** Band by band, of each tile of full resolution. */
  readonly statistics: readonly Statistics[];
  /** Per band; empty where the chunk finishes every level. */
  readonly next: readonly Float32Array[];
  /** Level by level, band by band, row by row. */
  readonly tiles: readonly Uint8Array[];
}

/** @returns its bytes in parts, so that who joins them copies them once */
export function serialiseChunk(chunk: ChunkParts): readonly Uint8Array[] {
  const { index, full, format, statistics, next, bandCount, tiles } = chunk;
  const head = new Uint8Array(headerBytes + statistics.length * statisticsBytes);
  const view = new DataView(head.buffer);
  const numbers = [magic, index, full.widthPx, full.heightPx, tiles.length, bandCount, sampleCode(format)];
  numbers.forEach((value, i) => view.setUint32(i * 4, value, true));
  view.setFloat64(nodataAt, format.nodata, true);
  statistics.forEach(({ count, min, max, mean, squares }, i) => {
    [count, min, max, mean, squares].forEach((value, j) =>
      view.setFloat64(headerBytes + i * statisticsBytes + j * 8, value, true),
    );
  });
  const sizes = new Uint32Array(tiles.map((tile) => tile.length));
  return [head, ...next.map(bytesOf), bytesOf(sizes), ...tiles];
}

function sampleCode({ sampleType = 'float32', compression = 'deflate' }: CogFormat): number {
  const { tiffFormat, bits } = sampleLayouts[sampleType];
  return tiffFormat * 2 ** 16 + bits + (compression === 'none' ? 2 ** 31 : 0);
}

function readStatistics(view: DataView, at: number): Statistics {
  const [count, min, max, mean, squares] = [0, 8, 16, 24, 32].map((offset) => view.getFloat64(at + offset, true));
  return { count: count!, min: min!, max: max!, mean: mean!, squares: squares! };
}

function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
