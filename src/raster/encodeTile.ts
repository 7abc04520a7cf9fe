/** One finished tile of one band of a GeoTIFF: as it is, or the predictor of its number type, then DEFLATE. */
import { tileSizePx } from './cogPlan.ts';
import { copyFloats, copyTile, deflateFloats, deflateTile, tileMemory } from './kernel/deflate.ts';
import type { RawArray } from './bandType.ts';
import type { CogFormat } from './cogFormat.ts';
import type { Pixels } from './overview.ts';

const samplesOfTile = tileSizePx * tileSizePx;
const { buffer, byteOffset } = tileMemory;
/** The memory that is compressed, as each type of samples. */
const tiles = {
  float32: new Float32Array(buffer, byteOffset, samplesOfTile),
  uint8: new Uint8Array(buffer, byteOffset, samplesOfTile),
  uint16: new Uint16Array(buffer, byteOffset, samplesOfTile),
  int16: new Int16Array(buffer, byteOffset, samplesOfTile),
};

/**
 * Cuts a tile out of a band and compresses it as the format says. Beyond the edge the last row and column repeat, which compresses
 * better than zeros.
 * @param pixels  of the band; means among whole numbers are rounded
 * @param tileX   column of the tile, in tiles from the left of the pixels
 * @param tileY   row of the tile, in tiles from the top of the pixels
 * @returns 512 × 512 samples, little-endian, as they are or as a zlib stream: a view that is valid until the next tile
 */
export function encodeTile(
  pixels: Pixels,
  tileX: number,
  tileY: number,
  { sampleType = 'float32', compression = 'deflate', nodata }: CogFormat,
): Uint8Array {
  const [xPx, yPx] = [tileX * tileSizePx, tileY * tileSizePx];
  if (sampleType === 'float32') {
    cutFloats(pixels, xPx, yPx);
    return compression === 'none'
      ? copyFloats(samplesOfTile, nodata)
      : deflateFloats(samplesOfTile, tileSizePx, nodata);
  }
  const samples = tiles[sampleType];
  cutWhole(pixels, xPx, yPx, nodata, samples);
  if (compression === 'none') return copyTile(samples.byteLength);
  if (sampleType !== 'uint8') predictDifferences(samples);
  return deflateTile(samples.byteLength);
}

/** Fills the samples row by row, NaN as it is. */
function cutFloats({ values, widthPx, heightPx }: Pixels, xPx: number, yPx: number): void {
  const columns = Math.min(tileSizePx, widthPx - xPx);
  for (let y = 0; y < tileSizePx; y++) {
    const [from, to] = [Math.min(yPx + y, heightPx - 1) * widthPx + xPx, y * tileSizePx];
    tiles.float32.set(values.subarray(from, from + columns), to);
    tiles.float32.fill(values[from + columns - 1]!, to + columns, to + tileSizePx);
  }
}

/** Halves away from zero, as GDAL rounds: a map and its negative keep the same overviews. */
function roundAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Fills the samples row by row with whole numbers. */
function cutWhole(
  { values, widthPx, heightPx }: Pixels,
  xPx: number,
  yPx: number,
  nodata: number,
  samples: RawArray,
): void {
  const lastColumn = Math.min(tileSizePx, widthPx - xPx) - 1;
  let at = 0;
  for (let y = 0; y < tileSizePx; y++) {
    const start = Math.min(yPx + y, heightPx - 1) * widthPx + xPx;
    for (let x = 0; x < tileSizePx; x++) {
      const value = values[start + (x < lastColumn ? x : lastColumn)]!;
      samples[at++] = Number.isNaN(value) ? nodata : roundAway(value);
    }
  }
}

/** Predictor 2: each sample as its difference from the one before it in the row. In place. */
function predictDifferences(samples: RawArray): void {
  for (let row = 0; row < samples.length; row += tileSizePx) {
    // The array wraps around at its width, as the reader will.
    for (let i = row + tileSizePx - 1; i > row; i--) samples[i] = samples[i]! - samples[i - 1]!;
  }
}
