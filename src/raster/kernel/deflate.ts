/**
 * DEFLATE of tiles, in WASM: a sixth of the time that zlib takes for its usual search, at a size between its levels 1 and
 * 6; and the same bytes on every machine, whatever zlib its Node was built with.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantiateModule } from '../../core/wasm.ts';

/** Of samples in a tile: 512 × 512 float32. */
const TILE_BYTES = 2 ** 20;
/** Whole words and vectors are read and written past the end; address 0 stands for no place. */
const SLACK_BYTES = 64;
const SAMPLES = SLACK_BYTES;
const PREDICTED = SAMPLES + TILE_BYTES + SLACK_BYTES;
const STREAM = PREDICTED + TILE_BYTES + SLACK_BYTES;
/** Codes of fixed length would take 9 bits for a byte; each block begins with its codes. */
const STREAM_BYTES = (TILE_BYTES / 8) * 9 + 2 ** 15;
const SCRATCH = STREAM + STREAM_BYTES;
/** As deflate.as lays it out. */
const ORDER = SCRATCH + 4 * 2 ** 15 + 8 * (2 ** 14 + 1) + 4 * (256 + 2 * (288 + 32 + 32) + 2 * 288 + 64 + 320);
/** RFC 1951, 3.2.7. */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Functions {
  readonly replaceNaN: (at: number, count: number, nodata: number) => void;
  readonly predictFloats: (from: number, to: number, rows: number, rowLength: number) => void;
  readonly deflate: (from: number, length: number, to: number, scratch: number) => number;
}

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'deflate.wasm')));
const { functions, buffer } = instantiateModule<Functions>(module, ORDER + SLACK_BYTES);
new Uint8Array(buffer).set(order, ORDER);

/** Where the samples of a tile are put before they are compressed. */
export const tileMemory = { buffer, byteOffset: SAMPLES } as const;

/** @returns a zlib stream of the first bytes in `tileMemory`, at most those of a tile; valid until the next tile, as all here */
export function deflateTile(byteCount: number): Uint8Array {
  return streamOf(functions.deflate(SAMPLES, byteCount, STREAM, SCRATCH));
}

/**
 * The same of float32 by predictor 3, which is told in predict.as, with nodata for NaN.
 * @param rowLength a multiple of 16
 */
export function deflateFloats(count: number, rowLength: number, nodata: number): Uint8Array {
  functions.replaceNaN(SAMPLES, count, nodata);
  functions.predictFloats(SAMPLES, PREDICTED, count / rowLength, rowLength);
  return streamOf(functions.deflate(PREDICTED, 4 * count, STREAM, SCRATCH));
}

/** The first bytes in `tileMemory` as they are. */
export function copyTile(byteCount: number): Uint8Array {
  return new Uint8Array(buffer, SAMPLES, byteCount);
}

/** The same of float32, with nodata for NaN. */
export function copyFloats(count: number, nodata: number): Uint8Array {
  functions.replaceNaN(SAMPLES, count, nodata);
  return copyTile(4 * count);
}

function streamOf(bytes: number): Uint8Array {
  return new Uint8Array(buffer, STREAM, bytes);
}
