import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { encodeTile } from '../../src/raster/encodeTile.ts';
import { sameBytes } from './support/sameBytes.ts';
import type { SampleType } from '../../src/raster/cogFormat.ts';

/** Undoes predictor 3 literally: sums the bytes of a row, pixel by pixel, then gathers each sample's four planes. */
function decodeTile(bytes: Uint8Array): Float32Array {
  const rows = inflateSync(bytes);
  const samples = new DataView(new ArrayBuffer(rows.length));
  for (let row = 0; row < 512; row++) {
    const summed = new Uint8Array(4 * 512);
    for (let i = 0; i < summed.length; i++) {
      summed[i] = rows[row * summed.length + i]! + (i === 0 ? 0 : summed[i - 1]!);
    }
    for (let i = 0; i < 512; i++) {
      for (let plane = 0; plane < 4; plane++) {
        samples.setUint8((row * 512 + i) * 4 + plane, summed[plane * 512 + i]!);
      }
    }
  }
  return Float32Array.from({ length: 512 * 512 }, (_, i) => samples.getFloat32(i * 4, false));
}

describe('encodeTile', () => {
  it('gives back every bit of 512 × 512 pixels, −0 and the extremes of float32 too', () => {
    const values = Float32Array.from({ length: 512 * 512 }, (_, i) => Math.sin(i) * 10 ** (i % 60) * 1e-25);
    values.set([-0, 3.4028234663852886e38, 1e-45, -1e-45]);
    const decoded = decodeTile(encodeTile({ values, widthPx: 512, heightPx: 512 }, 0, 0, { nodata: -9999 }));
    expect(sameBytes(decoded, values)).toBe(true);
  });

  it('finds repeats of rows, as coarse climate on a fine grid has them', () => {
    const random = createRandom(1);
    const noise = Float32Array.from({ length: 512 * 512 }, () => 5 + random.nextUnit());
    const coarse = noise.map((_, i) => noise[(i % 512) + 512 * Math.floor(i / 4096)]!);
    const bytes = encodeTile({ values: coarse, widthPx: 512, heightPx: 512 }, 0, 0, { nodata: -9999 });
    expect(bytes.length / deflateSync(inflateSync(bytes), { level: 6 }).length).toBeLessThan(1.1);
  });

  it('writes nodata for NaN and repeats the last row and column beyond the edge', () => {
    const tile = decodeTile(
      encodeTile({ values: Float32Array.of(1, NaN, 3, 4), widthPx: 2, heightPx: 2 }, 0, 0, { nodata: -1 }),
    );
    expect([0, 1, 2, 511].map((x) => tile[x])).toEqual([1, -1, -1, -1]);
    expect([0, 1, 2, 511].map((x) => tile[511 * 512 + x])).toEqual([3, 4, 4, 4]);
  });

  it('writes samples of any type as they are where nothing is to be compressed', () => {
    const band = { values: Float32Array.of(3, NaN, 200, 7), widthPx: 4, heightPx: 1 };
    const tileOf = (sampleType: SampleType): ArrayBuffer => {
      const tile = encodeTile(band, 0, 0, { sampleType, compression: 'none', nodata: 255 });
      return new Uint8Array(tile).buffer;
    };
    const samples = [
      new Float32Array(tileOf('float32')),
      new Uint8Array(tileOf('uint8')),
      new Uint16Array(tileOf('uint16')),
      new Int16Array(tileOf('int16')),
    ];
    for (const tile of samples) expect([tile.length, ...tile.subarray(0, 5)]).toEqual([512 * 512, 3, 255, 200, 7, 7]);
  });

  it('cuts the tile of the second column', () => {
    const values = Float32Array.from({ length: 600 }, (_, x) => x);
    const tile = decodeTile(encodeTile({ values, widthPx: 600, heightPx: 1 }, 1, 0, { nodata: -1 }));
    expect([0, 87, 88].map((x) => tile[x])).toEqual([512, 599, 599]);
  });

  it('writes bytes as they are, and 16-bit numbers as differences that a reader sums up again', () => {
    const band = { values: Float32Array.of(3, NaN, 200, 7), widthPx: 4, heightPx: 1 };
    const bytes = inflateSync(encodeTile(band, 0, 0, { sampleType: 'uint8', nodata: 255 }));
    expect([bytes.length, ...bytes.subarray(0, 5)]).toEqual([512 * 512, 3, 255, 200, 7, 7]);
    const negative = { ...band, values: band.values.map((value) => 100 * value - 20_000) };
    const tile = new Uint8Array(inflateSync(encodeTile(negative, 0, 0, { sampleType: 'int16', nodata: -32768 })));
    const differences = new Int16Array(tile.buffer);
    const summed = differences.subarray(0, 5);
    for (let i = 1; i < summed.length; i++) summed[i] = summed[i]! + summed[i - 1]!;
    expect([...summed]).toEqual([-19_700, -32768, 0, -19_300, -19_300]);
  });
});
