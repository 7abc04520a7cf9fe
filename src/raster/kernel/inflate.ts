/**
 * Tiles from their stored bytes, in WASM: DEFLATE at the speed of Node's zlib and predictors sixteen bytes at a time, both in
 * memory that is used again. A fresh megabyte for each tile kept the garbage collector busy.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantiateModule } from '../../core/wasm.ts';

/** Of samples in a tile: 1024 × 1024 float32. */
const TILE_BYTES = 2 ** 22;
/** More than samples take that cannot be made shorter. */
const STREAM_BYTES = TILE_BYTES + 2 ** 12;
/** Read past the end of a stream, and written past that of a tile. */
const SLACK_BYTES = 1024;
/** As inflateCodes.as lays them out, from the beginning. */
const TABLE_BYTES = 2 ** 15;
const STREAM = TABLE_BYTES;
const TILE = STREAM + STREAM_BYTES + SLACK_BYTES;
/** Room for a row. */
const PLANES = TILE + TILE_BYTES + SLACK_BYTES;
/** Rows are undone in place but for this, as whole vectors are written past their ends. */
const SHIFT_BYTES = 64;
/** RFC 1951, 3.2.7. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const failures = [
  'it is cut off',
  'it is no zlib stream',
  'its codes are damaged',
  'it holds more than a block does',
  'its bytes do not have the checksum that it gives',
];

type UndoRows = (from: number, to: number, rows: number, rowLength: number, planes: number) => void;

interface Functions {
  readonly inflate: (from: number, length: number, to: number, most: number) => number;
  /** Predictor 3 of float32. */
  readonly undoFloats: UndoRows;
  /** Predictor 2 of samples of so many bits; these need no planes. */
  readonly undoDifferences16: UndoRows;
  readonly undoDifferences32: UndoRows;
}

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'inflate.wasm')));
const { functions, buffer } = instantiateModule<Functions>(module, PLANES + TILE_BYTES + SLACK_BYTES);
new Uint8Array(buffer).set(order);
const tile = new Uint8Array(buffer, TILE, TILE_BYTES);

/** Where stored bytes are best read to: `inflateTile` copies others here. */
export const streamMemory = new Uint8Array(buffer, STREAM, STREAM_BYTES);

/** @returns whether the samples are overwritten by the next block */
export function isLent(samples: ArrayBufferView): boolean {
  return samples.buffer === buffer;
}

/**
 * @param stream   of RFC 1950
 * @param maxBytes that it may hold
 * @returns its bytes, valid until the next tile; null for what is larger than the memory here
 * @throws {Error} where the stream is damaged
 */
export function inflateTile(stream: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> | null {
  if (stream.length > STREAM_BYTES || maxBytes > TILE_BYTES) return null;
  if (stream.buffer !== buffer) streamMemory.set(stream);
  const byteCount = functions.inflate(STREAM, stream.length, TILE, maxBytes);
  if (byteCount < 0) throw new Error(failures[-1 - byteCount]);
  return tile.subarray(0, byteCount);
}

/** Predictors for one band, as told in predictor.ts, and the bytes of their samples. */
const sampleBytesOf = { undoFloats: 4, undoDifferences16: 2, undoDifferences32: 4 } as const;

/**
 * @param bytes rows of `rowLength` samples: of `inflateTile`, or others, which are changed
 * @returns the rows, valid as long as `bytes`; null where one is too long for the memory here, and nothing was done
 */
export function undoRows(
  predictor: keyof typeof sampleBytesOf,
  bytes: Uint8Array<ArrayBuffer>,
  rowLength: number,
): Uint8Array<ArrayBuffer> | null {
  const rowBytes = sampleBytesOf[predictor] * rowLength;
  const undo = (byteCount: number): Uint8Array<ArrayBuffer> => {
    functions[predictor](TILE, TILE - SHIFT_BYTES, byteCount / rowBytes, rowLength, PLANES);
    return new Uint8Array(buffer, TILE - SHIFT_BYTES, byteCount);
  };
  const rowsAtOnce = Math.floor(TILE_BYTES / rowBytes);
  if (rowsAtOnce === 0) return null;
  if (bytes.buffer === buffer) return undo(bytes.length);
  for (let at = 0; at < bytes.length; at += rowsAtOnce * rowBytes) {
    const slice = bytes.subarray(at, at + rowsAtOnce * rowBytes);
    tile.set(slice);
    slice.set(undo(slice.length));
  }
  return bytes;
}
