import { describe, expect, it } from 'vitest';
import { createMissing } from '../../src/raster/missing.ts';
import type { RasterInfo } from '../../src/raster/rasterInfo.ts';
import type { NodataChoice } from '../../src/raster/missing.ts';

function missing(values: number[], band: object, choice: NodataChoice = null): number[] {
  const info = { name: 'a.tif', masked: false, bands: [{ scale: 1, offset: 0, nodata: null, ...band }] };
  const array = Float32Array.from(values);
  createMissing(info as unknown as RasterInfo, 1, choice)(array);
  return [...array];
}

/** Tenths, NaN now and then, and one number in its place. */
function many(place: number, value: number): number[] {
  return Array.from({ length: 20_003 }, (_, i) => (i === place ? value : i % 7 === 0 ? Number.NaN : i / 10));
}

describe('createMissing', () => {
  it.each([-9999, -99_999, -32_767, -32_768, -2_147_483_648, -3.4e38])(
    'refuses %s in a file that declares no nodata',
    (value) => {
      expect(() => missing([1, value], {})).toThrow(/a\.tif: band 1 holds -.* declares no nodata.*"nodata": "none"/);
      expect(missing([1, value], {}, 'none')).toEqual([1, Math.fround(value)]);
    },
  );

  it('takes the number that is given, as stored before scale and offset', () => {
    expect(missing([1, -9999, 2], {}, -9999)).toEqual([1, Number.NaN, 2]);
    expect(missing([0.1, -999.9 + 20], { scale: 0.1, offset: 20 }, -9999)).toEqual([Math.fround(0.1), Number.NaN]);
  });

  it('takes a declared −3.4e38 written with fewer digits', () => {
    expect(missing([5, -3.4028234663852886e38], { nodata: -3.40282e38 })).toEqual([5, Number.NaN]);
  });

  it('drops infinities', () => {
    expect(missing([Infinity, -Infinity, 3], {})).toEqual([Number.NaN, Number.NaN, 3]);
    expect(missing([Infinity, 3], { nodata: 255 }, 'none')).toEqual([Number.NaN, 3]);
  });

  it('refuses −9999 in a file that declares another number too, until it is said', () => {
    expect(() => missing([-9999, 3], { nodata: 255 })).toThrow(/holds -9999, .* declares the nodata 255 instead/);
    expect(missing([-9999, 3], { nodata: 255 }, 'none')).toEqual([-9999, 3]);
    expect(missing([-9999, 3], { nodata: 255 }, -9999)).toEqual([Number.NaN, 3]);
    expect(missing([-9998, -10_000, -33_000], {})).toEqual([-9998, -10_000, -33_000]);
  });

  it('knows them as stored, with a scale of either sign', () => {
    expect(() => missing([999.9], { scale: -0.1 })).toThrow(/holds 999.9/);
    expect(missing([-9999], { scale: -0.1 })).toEqual([-9999]);
  });

  it('finds a single number among many, wherever it stands, beside what is missing anyway', () => {
    for (const place of [0, 8191, 8192, 16_383, 20_000, 20_002]) {
      expect(() => missing(many(place, -9999), {})).toThrow('holds -9999');
      expect(() => missing(many(place, 1.5e30), {})).toThrow('holds 1.49999994');
      for (const value of [12_345, -5, 0, Infinity, -Infinity])
        expect(missing(many(place, value), {}, value)).toEqual(many(place, Number.NaN).map(Math.fround));
    }
  });
});
