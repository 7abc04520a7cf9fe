import { describe, expect, it } from 'vitest';
import { planStretch, warpWarnings } from '../../../src/raster/warp/planWarp.ts';
import { place } from './support/memoryRaster.ts';

describe('planStretch', () => {
  it('is target cells per source pixel along each axis of the source', () => {
    const source = place('EPSG:32651', [400_000, 30, 0, 6_000_000, 0, -30], 1000, 1000);
    const target = place('EPSG:32651', [400_000, 300, 0, 6_000_000, 0, -60], 100, 500);
    const { x, y } = planStretch(source, target);
    expect(x).toBeCloseTo(0.1, 9);
    expect(y).toBeCloseTo(0.5, 9);
  });

  it('does not fall to nothing on a grid turned by 45°', () => {
    // Longitude −90° runs at 45° through EPSG:3413.
    const source = place('EPSG:3413', [-2_500_000, 20_000, 0, 2_500_000, 0, -20_000], 250, 250);
    const target = place('EPSG:3995', [-2_500_000, 20_000, 0, 2_500_000, 0, -20_000], 250, 250);
    const { x, y } = planStretch(source, target);
    expect(Math.abs(x - 1)).toBeLessThan(0.02);
    expect(Math.abs(y - 1)).toBeLessThan(0.02);
  });

  it('finds a source that is smaller than a hundredth of the target', () => {
    const source = place('EPSG:32651', [400_000, 30, 0, 6_000_000, 0, -30], 10, 10);
    const target = place('EPSG:4326', [-180, 0.01, 0, 90, 0, -0.01], 36_000, 18_000);
    const { x, y } = planStretch(source, target);
    expect(x).toBeGreaterThan(0.03);
    expect(y).toBeLessThan(0.04);
  });

  it('refuses grids without a place in common, and names both extents', () => {
    const source = { ...place('EPSG:32651', [400_000, 30, 0, 6_000_000, 0, -30], 100, 100), name: 'dem.tif' };
    const target = { ...place('EPSG:4326', [7, 0.1, 0, 61, 0, -0.1], 10, 10), name: 'maat.tif' };
    expect(() => planStretch(source, target)).toThrow(
      /dem\.tif does not overlap the template maat\.tif anywhere: it covers 400000, 5997000, 403000, 6000000 \(west.*121\.47 54\.14.*, the template 7, 60, 8, 61 \(.*in WGS 84/,
    );
  });

  it('finds the turn of the globe: 20° to 380° over a grid at 5° west', () => {
    const source = place('EPSG:4326', [20, 1, 0, -60, 0, 1], 361, 120);
    const target = place('EPSG:4326', [-5, 0.5, 0, 10, 0, -0.5], 10, 10);
    expect(planStretch(source, target)).toEqual({ x: 2, y: 2 });
  });
});

describe('warpWarnings', () => {
  const utm = place('EPSG:32634', [590_000, 90, 0, 5_040_000, 0, -90], 10, 10);
  it('says where a shift between datums is only known roughly', () => {
    const pulkovo = { ...utm, ...place('EPSG:3844', [278_704, 90, 0, 452_620, 0, -90], 10, 10), name: 'srtm.tif' };
    expect(warpWarnings(pulkovo, utm)).toEqual([expect.stringMatching(/^srtm\.tif, .*positions may be off/)]);
  });
  it('says nothing of systems on one datum', () => {
    const stereo = place('EPSG:3844', [278_704, 90, 0, 452_620, 0, -90], 10, 10);
    expect(warpWarnings(stereo, place('EPSG:4179', [22, 0.01, 0, 46, 0, -0.01], 10, 10))).toEqual([]);
    expect(warpWarnings(utm, place('EPSG:4326', [22, 0.01, 0, 46, 0, -0.01], 10, 10))).toEqual([]);
  });
});
