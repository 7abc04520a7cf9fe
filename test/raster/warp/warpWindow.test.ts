import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createTransformer } from '../../../src/raster/crs.ts';
import { resamplingMethods } from '../../../src/raster/warp/resampling.ts';
import { place, warp } from './support/memoryRaster.ts';
import type { MemoryRaster } from './support/memoryRaster.ts';
import type { Resampling } from '../../../src/raster/warp/resampling.ts';

const methods = Object.keys(resamplingMethods) as Resampling[];
const utm = 'EPSG:32651';

function noise(
  crs: string,
  transform: MemoryRaster['grid']['transform'],
  widthPx: number,
  heightPx: number,
): MemoryRaster {
  const random = createRandom(7);
  const values = Float32Array.from({ length: widthPx * heightPx }, () => random.nextBelow(5));
  return { ...place(crs, transform, widthPx, heightPx), valueAt: (column, row) => values[row * widthPx + column]! };
}

/** The value of a place is the cosine of its longitude, which knows no seam. */
function globe(west: number, columns: number): MemoryRaster {
  return {
    ...place('EPSG:4326', [west, 1, 0, 70, 0, -1], columns, 20),
    valueAt: (column) => 100 * Math.cos(((west + column + 0.5) * Math.PI) / 180),
  };
}

describe('createWarper', () => {
  it.each(methods)('gives the same cells back on the same grid by %s', async (method) => {
    const source = noise(utm, [500_000, 30, 0, 6_000_000, 0, -30], 70, 50);
    const values = await warp(source, source, method);
    const errors = values.map((value, i) => Math.abs(value - source.valueAt(i % 70, Math.floor(i / 70))));
    expect(Math.max(...errors)).toBeLessThan(1e-12);
  });

  it('takes mean, smallest, largest and commonest value of the cells that a larger one covers', async () => {
    const source = noise(utm, [500_000, 30, 0, 6_000_000, 0, -30], 40, 30);
    const target = place(utm, [500_000, 300, 0, 6_000_000, 0, -300], 4, 3);
    const [average, min, max, mode] = await Promise.all(
      (['average', 'min', 'max', 'mode'] as const).map((method) => warp(source, target, method)),
    );
    for (let cell = 0; cell < 12; cell++) {
      const covered = Array.from({ length: 100 }, (_, i) =>
        source.valueAt((cell % 4) * 10 + (i % 10), Math.floor(cell / 4) * 10 + Math.floor(i / 10)),
      );
      expect(average![cell]).toBeCloseTo(covered.reduce((sum, value) => sum + value, 0) / 100, 5);
      expect(min![cell]).toBe(Math.min(...covered));
      expect(max![cell]).toBe(Math.max(...covered));
      const counts = [0, 1, 2, 3, 4].map((value) => covered.filter((other) => other === value).length);
      expect(counts[mode![cell]!]).toBe(Math.max(...counts));
    }
  });

  it('weighs cells that are covered in part by the part', async () => {
    const source = { ...place(utm, [0, 1, 0, 1, 0, -1], 3, 1), valueAt: (column: number) => [10, 20, 40][column]! };
    const target = place(utm, [0.5, 2, 0, 1, 0, -1], 1, 1);
    expect([...(await warp(source, target, 'average'))]).toEqual([(0.5 * 10 + 20 + 0.5 * 40) / 2]);
  });

  it.each(['bilinear', 'cubic'] as const)('carries a plane to another CRS without bending it by %s', async (method) => {
    const source = {
      ...place(utm, [400_000, 1000, 0, 6_000_000, 0, -1000], 200, 200),
      valueAt: (column: number, row: number) => 3 * (column + 0.5) - 2 * (row + 0.5),
    };
    const target = place('EPSG:4326', [122.2, 0.004, 0, 53.9, 0, -0.004], 300, 200);
    const values = await warp(source, target, method);
    const toUtm = createTransformer('EPSG:4326', utm);
    for (let i = 0; i < values.length; i += 97) {
      const [x, y] = toUtm(122.2 + 0.004 * ((i % 300) + 0.5), 53.9 - 0.004 * (Math.floor(i / 300) + 0.5));
      const plane = (3 * (x - 400_000) - 2 * (6_000_000 - y)) / 1000;
      expect(Math.abs(values[i]! - plane)).toBeLessThan(1e-4);
    }
  });

  it.each(methods)('gives a cell the same bits in whatever window it is asked for, by %s', async (method) => {
    const source = noise(utm, [400_000, 900, 0, 6_000_000, 0, -900], 200, 200);
    const target = place('EPSG:4326', [121.5, 0.011, 0, 54.1, 0, -0.011], 290, 150);
    const whole = await warp(source, target, method);
    const window = { xPx: 37, yPx: 61, widthPx: 101, heightPx: 53 };
    const part = await warp(source, target, method, window);
    expect(part).toEqual(part.map((_, i) => whole[(61 + Math.floor(i / 101)) * 290 + 37 + (i % 101)]!));
    expect(part.some((value) => !Number.isNaN(value))).toBe(true);
  });

  it('keeps nodata where the place lies in it, and leaves it out of the weights elsewhere', async () => {
    const row = [Number.NaN, 1, 3];
    const source = { ...place(utm, [0, 1, 0, 1, 0, -1], 3, 1), valueAt: (column: number) => row[column]! };
    const target = place(utm, [0, 0.5, 0, 1, 0, -1], 6, 1);
    const values = await warp(source, target, 'bilinear');
    expect([...values]).toEqual([Number.NaN, Number.NaN, 1, 1.5, 2.5, 3]);
    expect((await warp(source, target, 'cubic')).slice(0, 3)).toEqual(Float32Array.of(Number.NaN, Number.NaN, 1));
  });

  it('sums a cell that covers more of the source than is held at a time, part by part', async () => {
    const source = {
      ...place(utm, [0, 1, 0, 2100, 0, -1], 2100, 2100),
      valueAt: (column: number, row: number) => (column === 2099 && row === 2099 ? -7 : row),
    };
    const target = place(utm, [0, 2100, 0, 2100, 0, -2100], 1, 1);
    expect((await warp(source, target, 'average'))[0]).toBeCloseTo(1049.5, 2);
    expect([...(await warp(source, target, 'min'))]).toEqual([-7]);
  });

  it('has one value across the antimeridian, from −180…180, from 0…360 and from 20…380 with a repeated column', async () => {
    const target = place('EPSG:3832', [3_000_000, 40_000, 0, 9_000_000, 0, -40_000], 150, 20);
    const wanted = await warp(globe(-180, 360), target, 'bilinear');
    expect(wanted.every(Number.isFinite)).toBe(true);
    for (const [west, columns] of [
      [0, 360],
      [20, 361],
      [-540, 360],
    ] as const) {
      // prettier-ignore
      const values = await warp(globe(west, columns), target, 'bilinear');
      expect(Math.max(...values.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(1e-3);
    }
  });

  it('reads rows that run from south to north', async () => {
    const source = noise(utm, [500_000, 30, 0, 6_000_000, 0, -30], 40, 30);
    const southUp: MemoryRaster = {
      ...place(utm, [500_000, 30, 0, 6_000_000 - 900, 0, 30], 40, 30),
      valueAt: (column, row) => source.valueAt(column, 29 - row),
    };
    const target = place('EPSG:4326', [123.001, 0.0004, 0, 54.148, 0, -0.0004], 40, 18);
    // Of equally common values the first in rows is the mode, which turning the rows changes.
    for (const method of methods.filter((name) => name !== 'mode')) {
      const wanted = await warp(source, target, method);
      const values = await warp(southUp, target, method);
      const differs = values.filter(
        (value, i) => !Object.is(value, wanted[i]) && !(Math.abs(value - wanted[i]!) < 1e-5),
      );
      expect(differs).toHaveLength(0);
    }
  });

  it('follows the circles of latitude around the pole', async () => {
    const source = {
      ...place('EPSG:4326', [-180, 1, 0, 90, 0, -1], 360, 40),
      valueAt: (_: number, row: number) => 89.5 - row,
    };
    const target = place('EPSG:3413', [-2_000_000, 50_000, 0, 2_000_000, 0, -50_000], 80, 80);
    const values = await warp(source, target, 'bilinear');
    const toWgs84 = createTransformer('EPSG:3413', 'EPSG:4326');
    const errors = values.map((value, i) => {
      const [, latitude] = toWgs84(-2e6 + 5e4 * ((i % 80) + 0.5), 2e6 - 5e4 * (Math.floor(i / 80) + 0.5));
      // Within half a cell of the pole there is no row above to lean on.
      return Math.abs(value - Math.min(latitude, 89.5));
    });
    expect(Math.max(...errors)).toBeLessThan(1e-4);
  });
});
