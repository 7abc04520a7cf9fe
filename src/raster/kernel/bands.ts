/** Overviews, statistics and the search for nodata of float32, in WASM: a tenth of the time that they took in JavaScript. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantiateModule } from '../../core/wasm.ts';
import type { Statistics } from '../cogStatistics.ts';
import type { Overview } from '../overview.ts';

/** Pixels of a row that are halved at once. */
const ROW_PIXELS = 2 ** 15;
/** Of a tile. */
const TILE_PIXELS = 2 ** 18;
/** Of a search: what is copied is still in the processor's cache. */
const SEARCHED_PIXELS = 2 ** 13;
/** Whole vectors are read and written past the end of a row. */
const SLACK_BYTES = 64;
const UPPER = 0;
const LOWER = UPPER + 4 * ROW_PIXELS + SLACK_BYTES;
const HALF = LOWER + 4 * ROW_PIXELS + SLACK_BYTES;
/** In the place of the rows. */
const TILE = 0;
const DESCRIPTION = TILE + 4 * TILE_PIXELS + SLACK_BYTES;

interface Functions {
  readonly halveByAverage: (upper: number, lower: number, out: number, count: number) => void;
  readonly halveByMode: (upper: number, lower: number, out: number, count: number) => void;
  readonly describe: (at: number, count: number, forbidden: number, out: number) => void;
  readonly liesBetween: (at: number, count: number, low: number, high: number) => number;
}

const module = new WebAssembly.Module(readFileSync(join(import.meta.dirname, 'bands.wasm')));
const { functions, buffer } = instantiateModule<Functions>(module, DESCRIPTION + SLACK_BYTES);
const upper = new Float32Array(buffer, UPPER, ROW_PIXELS);
const lower = new Float32Array(buffer, LOWER, ROW_PIXELS);
const halves = new Float32Array(buffer, HALF, ROW_PIXELS / 2);
const tile = new Float32Array(buffer, TILE, TILE_PIXELS);
const description = new Float64Array(buffer, DESCRIPTION, 6);

/**
 * Two rows of pixels → one of half the length.
 * @param below empty where the raster has no second row
 * @param out   half as long as `above`, rounded up
 */
export function halveRows(way: Overview, above: Float32Array, below: Float32Array, out: Float32Array): void {
  const halve = way === 'mode' ? functions.halveByMode : functions.halveByAverage;
  for (let from = 0; from < above.length; from += ROW_PIXELS) {
    const pairs = Math.ceil(Math.min(ROW_PIXELS, above.length - from) / 2);
    place(above, from, upper, 2 * pairs);
    place(below, from, lower, 2 * pairs);
    halve(UPPER, LOWER, HALF, pairs);
    out.set(halves.subarray(0, pairs), from / 2);
  }
}

/** With NaN for what the raster does not have. */
function place(row: Float32Array, from: number, to: Float32Array, count: number): void {
  const pixels = row.subarray(from, from + count);
  to.set(pixels);
  to.fill(Number.NaN, pixels.length, count);
}

/**
 * @param rows      of one tile
 * @param forbidden a number that is looked for
 * @returns mean NaN where the count is 0
 */
export function describeRows(
  rows: readonly Float32Array[],
  forbidden: number,
): Statistics & { readonly isForbidden: boolean } {
  let length = 0;
  for (const row of rows) {
    tile.set(row, length);
    length += row.length;
  }
  const whole = 4 * Math.ceil(length / 4);
  tile.fill(Number.NaN, length, whole);
  functions.describe(TILE, whole, forbidden, DESCRIPTION);
  const [count, min, max, mean, squares, found] = description;
  return { count: count!, min: min!, max: max!, mean: mean!, squares: squares!, isForbidden: found === 1 };
}

/** @returns whether all are greater than `low` and less than `high`, both rounded to float32, or NaN */
export function lieBetween(values: Float32Array, low: number, high: number): boolean {
  for (let from = 0; from < values.length; from += SEARCHED_PIXELS) {
    const part = values.subarray(from, from + SEARCHED_PIXELS);
    const whole = 4 * Math.ceil(part.length / 4);
    tile.set(part);
    tile.fill(Number.NaN, part.length, whole);
    if (functions.liesBetween(TILE, whole, low, high) === 0) return false;
  }
  return true;
}
