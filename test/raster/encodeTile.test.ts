import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeTile } from '../../src/raster/encodeTile.ts';
import { sameBytes } from './support/sameBytes.ts';

/** Undoes predictor 3 literally: sums the bytes of a row, then gathers each pixel's four planes. */
function decodeTile(bytes: Uint8Array): Float32Array {
  const rows = inflateSync(bytes);
  const pixels = new DataView(new ArrayBuffer(rows.length));
  for (let row = 0; row < 512; row++) {
    const summed = new Uint8Array(2048);
    for (let i = 0; i < 2048; i++) summed[i] = rows[row * 2048 + i]! + (i > 0 ? summed[i - 1]! : 0);
    for (let x = 0; x < 512; x++) {
      for (let plane = 0; plane < 4; plane++) {
        pixels.setUint8((row * 512 + x) * 4 + plane, summed[plane * 512 + x]!);
      }
    }
  }
  return Float32Array.from({ length: 512 * 512 }, (_, i) => pixels.getFloat32(i * 4, false));
}

describe('encodeTile', () => {
  it('gives back every bit of 512 × 512 pixels, −0 and the extremes of float32 too', () => {
    const values = Float32Array.from({ length: 512 * 512 }, (_, i) => Math.sin(i) * 10 ** (i % 60) * 1e-25);
    values.set([-0, 3.4028234663852886e38, 1e-45, -1e-45]);
    const decoded = decodeTile(encodeTile({ values, widthPx: 512, heightPx: 512 }, 0, 0, -9999));
    expect(sameBytes(decoded, values)).toBe(true);
  });

  it('writes nodata for NaN and repeats the last row and column beyond the edge', () => {
    const tile = decodeTile(encodeTile({ values: Float32Array.of(1, NaN, 3, 4), widthPx: 2, heightPx: 2 }, 0, 0, -1));
    expect([0, 1, 2, 511].map((x) => tile[x])).toEqual([1, -1, -1, -1]);
    expect([0, 1, 2, 511].map((x) => tile[511 * 512 + x])).toEqual([3, 4, 4, 4]);
  });

  it('cuts the tile of the second column', () => {
    const values = Float32Array.from({ length: 600 }, (_, x) => x);
    const tile = decodeTile(encodeTile({ values, widthPx: 600, heightPx: 1 }, 1, 0, -1));
    expect([0, 87, 88].map((x) => tile[x])).toEqual([512, 599, 599]);
  });
});
