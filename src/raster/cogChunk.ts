/**
 * A chunk of a Cloud Optimized GeoTIFF as bytes: finished tiles, so that the assembly of the file has nothing to decode.
 *
 * Layout, little-endian, no gaps:
 *   u32     0x43464331
 *   u32     index of the chunk in the plan
 *   u32     width and height of the chunk at full resolution, pixels
 *   u32     count of tiles, over all finished levels
 *   f64     nodata value written into the tiles
 *   5 × f64 per tile of full resolution: count, min, max, mean, squares (see cogStatistics.ts)
 *   f32     pixels of the first level that the chunk does not finish, NaN for nodata; none if there is no such level
 *   u32     per tile: its bytes
 *   tiles   level by level from full resolution, row by row
 */
import { DomainError } from '../core/errors.ts';
import { type CogLevel, type CogPlan, planChunk, tilePositions } from './cogPlan.ts';
import { describeTile, type Statistics } from './cogStatistics.ts';
import { encodeTile } from './encodeTile.ts';
import { halveByAverage, type Pixels } from './overview.ts';

const magic = 0x43464331;
const headerBytes = 28;
const statisticsBytes = 40;

export interface Chunk {
  /** Finished tiles of levels 0, 1, … of the plan, each row by row. */
  readonly levels: readonly (readonly Uint8Array[])[];
  /** Per tile of full resolution, row by row. */
  readonly statistics: readonly Statistics[];
  /** The chunk's part of the first level that it does not finish; null if the pyramid ends before. */
  readonly next: Pixels | null;
}

/**
 * Encodes one chunk; made for worker threads: no files, and the same pixels give the same bytes.
 * @param values Float32Array, length width × height of `chunkWindow(plan, index)`, row-major, NaN for nodata
 * @param nodata what stands in the file for NaN; may be NaN
 * @returns bytes in an ArrayBuffer of their own, so it can be transferred
 * @throws {DomainError} 'invalid-input' for a wrong count of values, or a valid value equal to nodata
 */
export function encodeChunk(plan: CogPlan, index: number, values: Float32Array, nodata: number): Uint8Array {
  const { levels, next } = planChunk(plan, index);
  const [full] = levels;
  if (values.length !== full!.widthPx * full!.heightPx) {
    throw new DomainError(
      'invalid-input',
      `Expected ${full!.widthPx} × ${full!.heightPx} values for chunk ${index}, got ${values.length}`,
    );
  }
  let pixels: Pixels = { values, widthPx: full!.widthPx, heightPx: full!.heightPx };
  const statistics = tilePositions(full!).map(([x, y]) => describeTile(pixels, x, y, nodata));
  const tiles: Uint8Array[] = [];
  for (const level of levels) {
    if (level !== full) pixels = halveByAverage(pixels);
    for (const [x, y] of tilePositions(level)) tiles.push(encodeTile(pixels, x, y, nodata));
  }
  return serialise({
    index,
    full: full!,
    nodata,
    statistics,
    next: next === null ? null : halveByAverage(pixels),
    tiles,
  });
}

/**
 * @returns views into the bytes, but for `next`, which is a copy
 * @throws {DomainError} 'artefact-damaged' unless the bytes are that chunk of that plan, encoded with that nodata value
 */
export function parseChunk(plan: CogPlan, index: number, bytes: Uint8Array, nodata: number): Chunk {
  const { levels, next } = planChunk(plan, index);
  const full = levels[0]!;
  const counts = levels.map((level) => level.tilesAcross * level.tilesDown);
  const tileCount = counts.reduce((sum, count) => sum + count, 0);
  const nextBytes = next === null ? 0 : next.widthPx * next.heightPx * 4;
  const sizesAt = headerBytes + counts[0]! * statisticsBytes + nextBytes;
  const tilesAt = sizesAt + tileCount * 4;
  const damaged = (reason: string): DomainError =>
    new DomainError('artefact-damaged', `Chunk ${index} of the raster is damaged: ${reason}. Compute it again.`, {
      chunk: index,
    });

  if (bytes.length < tilesAt) throw damaged(`expected at least ${tilesAt} bytes, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = [0, 4, 8, 12, 16].map((at) => view.getUint32(at, true));
  const expected = [magic, index, full.widthPx, full.heightPx, tileCount];
  if (header.some((value, i) => value !== expected[i]))
    throw damaged(`expected header ${expected.join(' ')}, got ${header.join(' ')}`);
  const writtenNodata = view.getFloat64(20, true);
  if (!Object.is(writtenNodata, nodata)) throw damaged(`expected nodata ${nodata}, got ${writtenNodata}`);

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
    levels: counts.map((count) => tiles.slice(first, (first += count))),
    statistics: Array.from({ length: counts[0]! }, (_, i) => readStatistics(view, headerBytes + i * statisticsBytes)),
    next:
      next === null
        ? null
        : {
            // A copy, because a Float32Array may not start at any byte; `slice` of a Buffer would be no copy.
            values: new Float32Array(new Uint8Array(bytes.subarray(sizesAt - nextBytes, sizesAt)).buffer),
            widthPx: next.widthPx,
            heightPx: next.heightPx,
          },
  };
}

function serialise(chunk: {
  readonly index: number;
  readonly full: CogLevel;
  readonly nodata: number;
  readonly statistics: readonly Statistics[];
  readonly next: Pixels | null;
  readonly tiles: readonly Uint8Array[];
}): Uint8Array {
  const { index, full, nodata, statistics, next, tiles } = chunk;
  const head = new Uint8Array(headerBytes + statistics.length * statisticsBytes);
  const view = new DataView(head.buffer);
  [magic, index, full.widthPx, full.heightPx, tiles.length].forEach((value, i) => view.setUint32(i * 4, value, true));
  view.setFloat64(20, nodata, true);
  statistics.forEach(({ count, min, max, mean, squares }, i) => {
    [count, min, max, mean, squares].forEach((value, j) =>
      view.setFloat64(headerBytes + i * statisticsBytes + j * 8, value, true),
    );
  });
  const sizes = new Uint32Array(tiles.map((tile) => tile.length));
  return concatenate([head, bytesOf(next?.values ?? new Float32Array()), bytesOf(sizes), ...tiles]);
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

function readStatistics(view: DataView, at: number): Statistics {
  const [count, min, max, mean, squares] = [0, 8, 16, 24, 32].map((offset) => view.getFloat64(at + offset, true));
  return { count: count!, min: min!, max: max!, mean: mean!, squares: squares! };
}

function bytesOf(values: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
