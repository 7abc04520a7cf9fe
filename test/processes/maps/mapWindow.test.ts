import { describe, expect, it } from 'vitest';
import { windowOfBox } from '../../../src/processes/maps/mapWindow.ts';
import { createTransformer, parseCrs } from '../../../src/raster/crs.ts';
import type { Grid } from '../../../src/core/grid.ts';

const wgs84 = parseCrs('EPSG:4326');
/** 100…104° E, 67…70° N in cells of 0.1°. */
const degrees: Grid = { widthPx: 40, heightPx: 30, transform: [100, 0.1, 0, 70, 0, -0.1] };
/** 250 km square in UTM zone 51N, cells of 1 km. */
const utm: Grid = { widthPx: 250, heightPx: 250, transform: [300_000, 1000, 0, 5_950_000, 0, -1000] };

describe('windowOfBox', () => {
  it('takes every cell that the box touches, and none whose edge it only meets', () => {
    expect(windowOfBox(degrees, wgs84, [101, 68, 102, 69])).toEqual({ xPx: 10, yPx: 10, widthPx: 10, heightPx: 10 });
    expect(windowOfBox(degrees, wgs84, [101.05, 68, 101.06, 69]).widthPx).toBe(1);
  });

  it('takes the whole grid for the whole world, wherever the seam lies', () => {
    for (const box of [
      [-180, -90, 180, 90],
      [0, -90, 360, 90],
      [-260, -90, 100.5, 90],
    ]) {
      expect(windowOfBox(utm, parseCrs('EPSG:32651'), box)).toEqual({ xPx: 0, yPx: 0, widthPx: 250, heightPx: 250 });
    }
    expect(windowOfBox(degrees, wgs84, [-180, -90, 180, 90])).toEqual({ xPx: 0, yPx: 0, widthPx: 40, heightPx: 30 });
  });

  it('follows the edge of a box much larger than the grid as closely as that of a small one', () => {
    expect(windowOfBox(degrees, wgs84, [-100, -80, 102, 68.5])).toEqual({ xPx: 0, yPx: 15, widthPx: 20, heightPx: 15 });
    const [lon, lat] = createTransformer('EPSG:32651', 'EPSG:4326')(425_000, 5_825_000);
    const { xPx, widthPx } = windowOfBox(utm, parseCrs('EPSG:32651'), [lon, -80, lon + 170, lat + 20]);
    const near = windowOfBox(utm, parseCrs('EPSG:32651'), [lon, 51, lon + 3, 54]);
    expect([xPx, widthPx]).toEqual([near.xPx, near.widthPx]);
  });

  it('crosses the antimeridian with a grid and with a box', () => {
    const pacific: Grid = { widthPx: 20, heightPx: 10, transform: [170, 1, 0, 70, 0, -1] };
    expect(windowOfBox(pacific, wgs84, [175, 62, -175, 68])).toEqual({ xPx: 5, yPx: 2, widthPx: 10, heightPx: 6 });
    expect(windowOfBox(pacific, wgs84, [-179, 62, -175, 68])).toEqual({ xPx: 11, yPx: 2, widthPx: 4, heightPx: 6 });
  });

  it('counts on past the last column of a grid around the globe, instead of taking the whole circle', () => {
    const globe: Grid = { widthPx: 360, heightPx: 50, transform: [-180, 1, 0, 90, 0, -1] };
    const across = { xPx: 350, yPx: 20, widthPx: 20, heightPx: 10 };
    for (const box of [
      [170, 60, 190, 70],
      [170, 60, -170, 70],
      [-190, 60, -170, 70],
    ]) {
      expect(windowOfBox(globe, wgs84, box)).toEqual(across);
    }
    // Also of another seam, upside down, with its first column repeated.
    const upwards: Grid = { widthPx: 361, heightPx: 50, transform: [20, 1, 0, 40, 0, 1] };
    expect(windowOfBox(upwards, wgs84, [10, 60, 25, 70])).toEqual({ xPx: 350, yPx: 20, widthPx: 15, heightPx: 10 });
    expect(windowOfBox(globe, wgs84, [30, 60, 40, 70])).toEqual({ ...across, xPx: 210, widthPx: 10 });
    expect(windowOfBox(globe, wgs84, [0, 60, 360, 70])).toEqual({ ...across, xPx: 0, widthPx: 360 });
    expect(() => windowOfBox(globe, wgs84, [170, 10, 190, 20])).toThrow(/does not meet/);
  });

  it('follows a box of another CRS across the antimeridian and around the pole of a grid around the globe', () => {
    const globe: Grid = { widthPx: 360, heightPx: 50, transform: [-180, 1, 0, 90, 0, -1] };
    const toPolar = createTransformer('EPSG:4326', 'EPSG:3413');
    const [x, y] = toPolar(180, 66);
    const side = 200e3;
    const chukotka = { bbox: [x - side, y - side, x + side, y + side], crs: 'EPSG:3413' };
    const { xPx, widthPx } = windowOfBox(globe, wgs84, chukotka);
    expect([xPx, widthPx]).toEqual([353, 14]);
    const pole = { bbox: [-3e5, -3e5, 3e5, 3e5], crs: 'EPSG:3413' };
    expect(windowOfBox(globe, wgs84, pole)).toEqual({ xPx: 0, yPx: 0, widthPx: 360, heightPx: 4 });
  });

  it('refuses a box that lies at both ends of a grid that has a gap, or of a projected map of the world', () => {
    const gap: Grid = { widthPx: 345, heightPx: 50, transform: [-170, 1, 0, 90, 0, -1] };
    expect(() => windowOfBox(gap, wgs84, [165, 60, 195, 70])).toThrow(/both ends of the covariates, which cover -170/);
    expect(windowOfBox(gap, wgs84, [165, 60, 185, 70])).toMatchObject({ xPx: 335, widthPx: 10 });
    const equalArea: Grid = { widthPx: 347, heightPx: 100, transform: [-17.35e6, 1e5, 0, 7.3e6, 0, -1e5] };
    const world = parseCrs('EPSG:6933');
    expect(() => windowOfBox(equalArea, world, [170, 60, 190, 70])).toThrow(/both ends.*align/);
    expect(windowOfBox(equalArea, world, [160, 60, 179, 70]).widthPx).toBe(20);
    expect(windowOfBox(equalArea, world, [-180, 60, 180, 70]).widthPx).toBe(347);
    const polar: Grid = { widthPx: 100, heightPx: 100, transform: [-4e6, 8e4, 0, 4e6, 0, -8e4] };
    expect(windowOfBox(polar, parseCrs('EPSG:3413'), [100, 60, 260, 70]).widthPx).toBeGreaterThan(50);
    expect(windowOfBox(polar, parseCrs('EPSG:3413'), [130, 60, 140, 70]).widthPx).toBeLessThan(30);
  });

  it('refuses a box beside the grid, upside down, or not in degrees, and says what the covariates cover', () => {
    expect(() => windowOfBox(degrees, wgs84, [10, 10, 20, 20])).toThrow(/cover 100, 67, 104, 70 in WGS 84/);
    expect(() => windowOfBox(degrees, wgs84, [104.5, 60, 99.5, 75])).toThrow(/does not meet/);
    expect(() => windowOfBox(degrees, wgs84, [101, 69, 102, 68])).toThrow(/south not below its north/);
    expect(() => windowOfBox(degrees, wgs84, [300_000, 5e6, 310_000, 6e6])).toThrow(/not in degrees/);
  });
});
