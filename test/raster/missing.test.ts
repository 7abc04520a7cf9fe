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

describe('createMissing', () => {
  it.each([-9999, -32768, -3.4e38])('refuses %s in a file that declares no nodata', (value) => {
    expect(() => missing([1, value], {})).toThrow(/a\.tif: band 1 holds -.* declares no nodata.*"nodata": "none"/);
    expect(missing([1, value], {}, 'none')).toEqual([1, Math.fround(value)]);
  });

  it('takes the number that is given, as stored before scale and offset', () => {
    expect(missing([1, -9999, 2], {}, -9999)).toEqual([1, Number.NaN, 2]);
    expect(missing([0.1, -999.9 + 20], { scale: 0.1, offset: 20 }, -9999)).toEqual([Math.fround(0.1), Number.NaN]);
  });

  it('takes a declared −3.4e38 written with fewer digits', () => {
    expect(missing([5, -3.4028234663852886e38], { nodata: -3.40282e38 })).toEqual([5, Number.NaN]);
  });

  it('leaves −9999 in a file that declares another number, and drops infinities', () => {
    expect(missing([-9999, Infinity, 3], { nodata: 255 })).toEqual([-9999, Number.NaN, 3]);
  });
});
