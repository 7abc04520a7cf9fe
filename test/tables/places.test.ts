import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSharedCells, locationGroups } from '../../src/tables/places.ts';
import { readText } from './readText.ts';
import type { BoreholeTable } from '../../src/tables/boreholeTable.ts';

const groups = (text: string) => {
  const numbers = locationGroups(readText(text).table);
  return numbers === null ? null : [...numbers];
};

const located = (positions: readonly (readonly [lat: number, lon: number])[]): BoreholeTable => ({
  rowCount: positions.length,
  lines: Int32Array.from(positions, (_, row) => row + 2),
  columns: [
    { kind: 'number', name: 'lat', role: 'lat', values: Float64Array.from(positions, ([lat]) => lat) },
    { kind: 'number', name: 'lon', role: 'lon', values: Float64Array.from(positions, ([, lon]) => lon) },
  ],
});

describe('locationGroups', () => {
  it('joins rows with the same location, and leaves the unnamed ones alone', () => {
    expect(groups('location,a\nx,1\ny,2\nx,3\nNA,4\nNA,5\n,6\n,7')).toEqual([0, 1, 0, 2, 3, 4, 5]);
  });

  it('joins positions within 1e-4°, directly or over others between them', () => {
    expect(groups('lat,lon\n60,100\n60.0001,100\n60.0002,100.0001\n60.00031,100.0001\n61,100')).toEqual([
      0, 0, 0, 1, 2,
    ]);
  });

  it('joins across the date line', () => {
    expect(groups('lat,lon\n70,180\n70,-180\n70,179.99995\n70,-179.9998')).toEqual([0, 0, 0, 1]);
  });

  it('keeps one spot under two names together', () => {
    expect(groups('location,lat,lon\nx,60,100\ny,60,100\ny,61,100\nz,62,100')).toEqual([0, 0, 0, 1]);
  });

  it('gives null where nothing tells places apart', () => {
    expect(groups('a,b\n1,2')).toBe(null);
    expect(groups('lat,b\n1,2')).toBe(null);
  });

  it('equals the naive grouping of all pairs', () => {
    const step = fc.integer({ min: -40, max: 40 });
    const positions = fc.array(fc.tuple(step, step), { maxLength: 60 });
    fc.assert(
      fc.property(positions, fc.constantFrom(0, 179.9999, -180), (steps, lon0) => {
        const found = locationGroups(located(steps.map(([y, x]) => [60 + y / 1e5, wrap(lon0 + x / 1e5)])))!;
        expect([...found]).toEqual(naiveGroups(steps));
      }),
    );
  });

  it('stays quick where 100,000 rows stand on two spots', () => {
    const rows = Array.from({ length: 100_000 }, (_, n) => [60, n % 2 === 0 ? 100 : 100.5] as const);
    const start = process.cpuUsage().user;
    expect(new Set(locationGroups(located(rows))).size).toBe(2);
    expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(3 /* CPU seconds */);
  });
});

describe('joinSharedCells', () => {
  it('joins places over cells of any raster, and none over rows without a cell', () => {
    const places = Int32Array.of(0, 1, 1, 2, 3, 4);
    const coarse = Int32Array.of(7, 7, 8, 9, -1, -1);
    const fine = Int32Array.of(1, 2, 3, 4, 4, 5);
    expect([...joinSharedCells(places, [coarse, fine])]).toEqual([0, 0, 0, 1, 1, 2]);
    expect([...joinSharedCells(places, [])]).toEqual([...places]);
  });
});

const wrap = (lon: number) => (lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);

/** By repeated passes over all pairs, in whole steps of 1e-5°. */
function naiveGroups(steps: readonly (readonly [number, number])[]): number[] {
  const group = steps.map((_, row) => row);
  let changed = true;
  while (changed) {
    changed = false;
    for (const [i, [y, x]] of steps.entries()) {
      for (const [j, [v, u]] of steps.entries()) {
        if (Math.abs(y - v) > 10 || Math.abs(x - u) > 10 || group[j]! <= group[i]!) continue;
        group[j] = group[i]!;
        changed = true;
      }
    }
  }
  const order = [...new Set(group)];
  return group.map((number) => order.indexOf(number));
}
