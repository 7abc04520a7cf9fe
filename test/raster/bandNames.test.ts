import { describe, expect, it } from 'vitest';
import { bandsNamed, listBands } from '../../src/raster/bandNames.ts';
import type { RasterInfo } from '../../src/raster/rasterInfo.ts';

function named(...names: (string | null)[]): Pick<RasterInfo, 'name' | 'bands'> {
  const bands = names.map((description, i) => ({
    index: i + 1,
    type: 'float32' as const,
    nodata: null,
    scale: 1,
    offset: 0,
    description,
    unit: null,
  }));
  return { name: 'x.nc', bands };
}

const file = named('orog', 'tas[2018-12,level=2]', 'tas[2019-01,level=2]', 'tas[2019-02,level=2]', 'tasmax[2019-01]');

describe('bandsNamed', () => {
  it.each([
    ['orog', [1]],
    ['tas', [2, 3, 4]],
    ['tas[2019]', [3, 4]],
    ['tas[2019-01]', [3]],
    ['tas[level=2]', [2, 3, 4]],
    ['tas[level=2, 2019-02]', [4]],
    ['tas[2019-02,level=2]', [4]],
    ['tasmax', [5]],
  ])('%s stands for bands %j', (asked, bands) => {
    expect(bandsNamed(file, asked)).toEqual(bands);
  });

  it.each(['tas[201]', 'tas[2019-0]', 'tas[2019-01-15]', 'tas[level=20]', 'ta', 'TAS', 'orog[2019]', 'tas[]', '2'])(
    'has none for %s, and says what there is',
    (asked) => {
      expect(() => bandsNamed(file, asked)).toThrow(
        /x.nc: no band is called .*; the nearest is .* It has orog, tas\[2018-12,level=2\] to tas\[2019-02,level=2\] \(3\), tasmax\[2019-01\]$/,
      );
    },
  );

  it('finds bands of equal names, and names with brackets of any kind as they stand', () => {
    expect(bandsNamed(named('b', 'a', 'b'), 'b')).toEqual([1, 3]);
    expect(bandsNamed(named('slope [°]', 'a[b'), 'slope [°]')).toEqual([1]);
    expect(bandsNamed(named('slope [°]', 'a[b'), 'a[b')).toEqual([2]);
  });

  it('says of bands without names that they have none', () => {
    expect(() => bandsNamed(named(null, null), 'tas')).toThrow(
      'x.nc: no band is called "tas". It has band 1 without a name, band 2 without a name',
    );
  });
});

describe('listBands', () => {
  it('ends after twenty runs', () => {
    const many = named(...Array.from({ length: 30 }, (_, i) => `v${i}[2001-01]`));
    expect(listBands(many.bands)).toMatch(/v19\[2001-01\], 10 more$/);
  });
});
