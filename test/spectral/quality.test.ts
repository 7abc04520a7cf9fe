import { describe, expect, it } from 'vitest';
import { isMasked, qualityBands, qualityMask } from '../../src/spectral/quality.ts';

describe('isMasked', () => {
  it('knows the values of QA_PIXEL that the guide of Landsat 8–9 lists', () => {
    const mask = qualityMask('QA_PIXEL', qualityBands.QA_PIXEL.masked);
    // 1 fill; 21824 clear; 21826 dilated cloud; 21888 water; 22280 cloud; 23888 shadow; 30048 snow; 54596 cirrus.
    const values = [1, 21_824, 21_826, 21_888, 22_280, 23_888, 30_048, 54_596, Number.NaN];
    expect(values.map((value) => isMasked(mask, value))).toEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      false,
      true,
      true,
    ]);
    expect(isMasked(qualityMask('QA_PIXEL', ['snow']), 30_048)).toBe(true);
    expect(isMasked(qualityMask('QA_PIXEL', ['snow']), 22_280)).toBe(false);
  });

  it('knows the classes of Sentinel-2, which are no bits', () => {
    const mask = qualityMask('SCL', qualityBands.SCL.masked);
    const masked = Array.from({ length: 12 }, (_, value) => value).filter((value) => isMasked(mask, value));
    expect(masked).toEqual([0, 1, 3, 8, 9, 10]);
  });
});
