import { describe, expect, it } from 'vitest';
import { requireDegreesOnEarth } from '../../src/raster/degreeGrid.ts';
import { parseCrs } from '../../src/raster/crs.ts';
import type { Grid } from '../../src/core/grid.ts';

const wgs84 = parseCrs('EPSG:4326');
const check = (grid: Grid, crs = wgs84) => requireDegreesOnEarth({ grid, crs }, 'dem.tif');

describe('requireDegreesOnEarth', () => {
  it('refuses cells of metres under a CRS in degrees, with where they reach', () => {
    const metres: Grid = { widthPx: 60, heightPx: 60, transform: [10, 100, 0, 63, 0, -100] };
    expect(() => check(metres)).toThrow(/dem.tif: .*cells of 100 × 100 it reaches from 10, -5937 to 6010, 63/);
    expect(() => check(metres)).toThrow(expect.objectContaining({ code: 'raster-no-georeference' }));
    expect(() => check(metres, parseCrs('EPSG:32645'))).not.toThrow();
    expect(() => check({ ...metres, heightPx: 1, transform: [0, 100, 0, 63, 0, -1] })).toThrow(/not on the earth/);
  });

  it('takes the whole globe, cells centred on the poles, a repeated column and longitudes that count on', () => {
    expect(() => check({ widthPx: 361, heightPx: 181, transform: [-180.5, 1, 0, 90.5, 0, -1] })).not.toThrow();
    expect(() => check({ widthPx: 144, heightPx: 73, transform: [-1.25, 2.5, 0, 91.25, 0, -2.5] })).not.toThrow();
    expect(() => check({ widthPx: 361, heightPx: 180, transform: [20, 1, 0, -90, 0, 1] })).not.toThrow();
  });
});
