import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseChunk } from '../../src/raster/cogChunk.ts';
import { encodeChunk } from '../../src/raster/encodeChunk.ts';
import { planCog } from '../../src/raster/cogPlan.ts';
import { halve } from '../../src/raster/overview.ts';
import { sameBytes } from './support/sameBytes.ts';
import { chunkValues, holedRaster } from './support/writeTestCog.ts';
import type { StoredPixels } from '../../src/raster/cogChunk.ts';

const floats = ({ bytes }: StoredPixels): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);
const raster = holedRaster(1100, 600);
const plan = planCog(raster.grid, 512);
const values = chunkValues(raster, 512, 2);
const single = { nodata: -9999, bandCount: 1 };
const encoded = encodeChunk(plan, 2, [values], { nodata: -9999 });

describe('encodeChunk', () => {
  it('finishes one tile per 512 pixels and hands the next level over as pixels', () => {
    const { levels, statistics, next } = parseChunk(plan, 2, encoded, single);
    expect(levels.map(([tiles]) => tiles!.length)).toEqual([1]);
    expect(statistics[0]!.map(({ count }) => count)).toEqual([values.filter((value) => !Number.isNaN(value)).length]);
    expect([next![0]!.widthPx, next![0]!.heightPx]).toEqual([38, 256]);
    expect(sameBytes(floats(next![0]!), halve({ values, widthPx: 76, heightPx: 512 }, 'average').values)).toBe(true);
  });

  it('finishes the whole pyramid of a raster that one chunk holds', () => {
    const whole = planCog(raster.grid, 2048);
    const chunk = parseChunk(whole, 0, encodeChunk(whole, 0, [raster.values], { nodata: -9999 }), single);
    expect(chunk.levels.map(([tiles]) => tiles!.length)).toEqual([6, 2, 1]);
    expect(chunk.next).toBeNull();
  });

  it('stores bytes that inflate to 512 × 512 float32 whatever the size of the chunk', () => {
    const { levels } = parseChunk(plan, 2, encoded, single);
    expect(inflateSync(levels[0]![0]![0]!)).toHaveLength(512 * 512 * 4);
  });

  it('leaves the pixels it was given as they are', () => {
    const given = values.slice();
    encodeChunk(plan, 2, [given], { nodata: -9999 });
    expect(sameBytes(given, values)).toBe(true);
  });

  it('owns its memory, so that even small bytes can be transferred', () => {
    const tiny = encodeChunk(planCog({ widthPx: 2, heightPx: 1 }, 512), 0, [Float32Array.of(1, NaN)], {
      nodata: -9999,
    });
    expect(tiny.buffer.byteLength).toBe(tiny.length);
  });

  it('refuses another count of values than the chunk has pixels', () => {
    expect(() => encodeChunk(plan, 2, [values.subarray(1)], { nodata: -9999 })).toThrow(
      /76 × 512 values for chunk 2, got 38911/,
    );
  });

  it('refuses a valid pixel with the value that stands for nodata', () => {
    const tiny = planCog({ widthPx: 2, heightPx: 1 }, 512);
    expect(() => encodeChunk(tiny, 0, [Float32Array.of(1.5, -9999.9)], { nodata: -9999.9 })).toThrow(
      /choose another nodata/,
    );
  });

  it.each([
    [[1, 2.5], 255, 'A pixel has the value 2.5; samples of type uint8 are whole numbers from 0 to 255'],
    [[1, -1], 255, 'A pixel has the value -1'],
    [[1, 256], 255, 'A pixel has the value 256'],
    [[1, 255], 255, 'choose another nodata'],
    [[1, NaN], -9999, 'Nodata has the value -9999; samples of type uint8'],
  ])('refuses %s with nodata %s as bytes', (pixels, nodata, message) => {
    const tiny = planCog({ widthPx: 2, heightPx: 1 }, 512);
    expect(() => encodeChunk(tiny, 0, [Float32Array.from(pixels)], { sampleType: 'uint8', nodata })).toThrow(message);
  });
});

describe('parseChunk', () => {
  it('reads a Buffer that starts anywhere in a larger one, as files are read', () => {
    const shifted = Buffer.concat([Buffer.alloc(3), encoded]).subarray(3);
    const read = parseChunk(plan, 2, shifted, single);
    const { levels, statistics, next } = parseChunk(plan, 2, encoded, single);
    expect(read.statistics).toEqual(statistics);
    expect(sameBytes(floats(read.next![0]!), floats(next![0]!))).toBe(true);
    expect(sameBytes(read.levels[0]![0]![0]!, levels[0]![0]![0]!)).toBe(true);
  });

  it.each([
    ['nothing', encoded.subarray(0, 0)],
    ['half of the header', encoded.subarray(0, 10)],
    ['all but the last byte', encoded.subarray(0, -1)],
    ['a byte too many', Uint8Array.from({ length: encoded.length + 1 }, (_, i) => encoded[i] ?? 0)],
    ['other bytes', encoded.map((byte, i) => (i === 0 ? byte ^ 1 : byte))],
    ['a wrong count of tiles', encoded.map((byte, i) => (i === 16 ? 2 : byte))],
  ])('refuses %s', (_, bytes) => {
    expect(() => parseChunk(plan, 2, bytes, single)).toThrow(/Chunk 2 of the raster is damaged: expected/);
  });

  it('gives back statistics and pixels of each band', () => {
    const doubled = values.map((value) => 2 * value);
    const both = encodeChunk(plan, 2, [values, doubled], { nodata: -9999 });
    const { statistics, next } = parseChunk(plan, 2, both, { nodata: -9999, bandCount: 2 });
    const [first, second] = statistics.map(([tile]) => tile!);
    expect([second!.count, second!.min, second!.max]).toEqual([first!.count, 2 * first!.min, 2 * first!.max]);
    expect(
      sameBytes(
        floats(next![1]!),
        floats(next![0]!).map((value) => 2 * value),
      ),
    ).toBe(true);
    expect(() => parseChunk(plan, 2, both, single)).toThrow(/is damaged: expected header/);
  });

  it('refuses a chunk of another place of another number type or nodata value', () => {
    expect(() => parseChunk(plan, 5, encoded, single)).toThrow(/Chunk 5 of the raster is damaged/);
    expect(() => parseChunk(plan, 2, encoded, { ...single, sampleType: 'int16' })).toThrow(/expected header/);
    expect(() => parseChunk(plan, 2, encoded, { ...single, compression: 'none' })).toThrow(/expected header/);
    expect(() => parseChunk(plan, 2, encoded, { ...single, nodata: NaN })).toThrow(/expected nodata NaN, got -9999/);
  });
});
