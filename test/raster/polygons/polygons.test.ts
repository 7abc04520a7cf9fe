import { array, assert, double, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTransformer, parseCrs } from '../../../src/raster/crs.ts';
import { fillPolygons } from '../../../src/raster/polygons/fillPolygons.ts';
import { placePolygons } from '../../../src/raster/polygons/placePolygons.ts';
import { oracleTest, python, runOracle } from '../../support/oracles.ts';
import { refusal } from '../../tables/readText.ts';
import type { Grid } from '../../../src/core/grid.ts';

const degrees = parseCrs('EPSG:4326');
const square: Grid = { widthPx: 10, heightPx: 10, transform: [0, 1, 0, 10, 0, -1] };

type Positions = readonly (readonly [number, number])[];
const ring = (positions: Positions): Float64Array => Float64Array.from([...positions, positions[0]!].flat());
const polygon = (code: number, ...rings: readonly Positions[]) => ({ code, feature: code + 1, rings: rings.map(ring) });
type Coded = ReturnType<typeof polygon>;

function fill(polygons: readonly Coded[], grid: Grid, band: 'code' | 'others' = 'code', crs = degrees): number[] {
  const out = new Float32Array(grid.widthPx * grid.heightPx);
  const window = { xPx: 0, yPx: 0, widthPx: grid.widthPx, heightPx: grid.heightPx };
  fillPolygons({ kind: 'polygons', shapes: placePolygons(polygons, { grid, crs }), band }, window, out);
  return [...out];
}

const box = (west: number, south: number, east: number, north: number): Positions => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
];

/** Even–odd, by a ray to the east in the plane of longitude and latitude. */
function holds(rings: readonly Float64Array[], x: number, y: number): boolean {
  let inside = false;
  for (const positions of rings) {
    for (let i = 0; i + 3 < positions.length; i += 2) {
      const [x0, y0, x1, y1] = positions.subarray(i, i + 4) as unknown as [number, number, number, number];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
    }
  }
  return inside;
}

const star = (x: number, y: number, size: number, points: number): Positions =>
  Array.from({ length: points }, (_, i) => {
    const radius = size * (i % 2 === 0 ? 1 : 0.45);
    const angle = (2 * Math.PI * i) / points + 0.1;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const;
  });

describe('fillPolygons', () => {
  it('gives a cell to the polygon that holds its centre, holes left out', () => {
    const made = fill([polygon(4, box(1, 1, 6, 6), box(2, 2, 4, 4))], square);
    expect(made.filter((code) => code === 4)).toHaveLength(25 - 4);
    expect(made[10 * 6 + 2]).toBeNaN(); // row 6 is y 3.5
    expect(made[10 * 4 + 1]).toBe(4);
  });

  it('lets polygons that share an edge through centres share no cell and miss none', () => {
    const halves = [
      polygon(0, box(0, 0, 4.5, 10)),
      polygon(1, box(4.5, 0, 10, 5.5)),
      polygon(2, box(4.5, 5.5, 10, 10)),
    ];
    const made = fill(halves, square);
    expect(made.filter(Number.isNaN)).toEqual([]);
    expect(fill(halves, square, 'others').every((count) => count === 0)).toBe(true);
    expect([0, 1, 2].map((code) => made.filter((found) => found === code).length)).toEqual([40, 36, 24]);
    // The first in the file has what several hold.
    expect(fill(halves.toReversed(), square)).toEqual(made);
  });

  it('gives cells of several to the first, and counts the other units, not the other parts', () => {
    const over = [polygon(1, box(0, 0, 6, 6)), polygon(0, box(4, 4, 10, 10)), polygon(1, box(5, 5, 8, 8))];
    const made = fill(over, square);
    expect(made[10 * 5 + 4]).toBe(1); // x 4.5, y 4.5
    expect(made[10 * 2 + 7]).toBe(0); // x 7.5, y 7.5
    const others = fill(over, square, 'others');
    expect(others[10 * 5 + 4]).toBe(1);
    expect(others[10 * 4 + 5]).toBe(1); // held by both parts of 1, and by 0
    expect(others[0]).toBe(0);
    expect(others[10 * 9 + 0]).toBe(0);
  });

  it('equals the even–odd rule at every centre for any rings, and any cut of the map', () => {
    const position = tuple(double({ min: -3, max: 13, noNaN: true }), double({ min: -3, max: 13, noNaN: true }));
    const anyRing = array(position, { minLength: 3, maxLength: 8 });
    assert(
      property(array(anyRing, { minLength: 1, maxLength: 3 }), integer({ min: 0, max: 9 }), (rings, cut) => {
        const shapes = placePolygons([polygon(0, ...rings)], { grid: square, crs: degrees });
        const flat = rings.map(ring);
        const read = (yPx: number, heightPx: number): number[] => {
          const out = new Float32Array(7 * heightPx);
          fillPolygons({ kind: 'polygons', shapes, band: 'code' }, { xPx: 2, yPx, widthPx: 7, heightPx }, out);
          return [...out];
        };
        const whole = read(0, 10);
        expect([...read(0, cut + 1), ...(cut < 9 ? read(cut + 1, 9 - cut) : [])]).toEqual(whole);
        for (const [i, code] of whole.entries()) {
          const [x, y] = [2 + (i % 7) + 0.5, 10 - Math.floor(i / 7) - 0.5];
          const around = [-1e-9, 1e-9].flatMap((dx) => [-1e-9, 1e-9].map((dy) => holds(flat, x + dx, y + dy)));
          // A centre on an edge is either side's.
          if (new Set(around).size === 1) expect(code === 0).toBe(around[0]);
        }
      }),
      { numRuns: 200 },
    );
  });

  oracleTest(['rasterio'])('equals GDAL’s rasterising of holes and multipolygons, cell by cell', () => {
    const rings = [star(5.03, 5.07, 4.2, 17), star(5.1, 4.9, 1.7, 9)];
    const other = [star(1.2, 8.7, 1.1, 12)];
    const grid: Grid = { widthPx: 230, heightPx: 190, transform: [-0.3, 0.047, 0, 10.2, 0, -0.053] };
    const made = fill([polygon(1, ...rings), polygon(1, ...other)], grid);
    const lists = [rings, other].map((part) => part.map((one) => [...one, one[0]!]));
    const judged = runOracle(python, ['-c', rasterise, JSON.stringify(lists), JSON.stringify(grid)]);
    const theirs: number[] = JSON.parse(judged);
    expect(theirs.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(5000);
    expect(made.map((code) => (code === 1 ? 1 : 0))).toEqual(theirs);
  });
});

const rasterise = `
import json, sys
from affine import Affine
from rasterio.features import rasterize
parts, grid = map(json.loads, sys.argv[1:])
t = grid["transform"]
made = rasterize([({"type": "MultiPolygon", "coordinates": parts}, 1)], out_shape=(grid["heightPx"], grid["widthPx"]),
  transform=Affine(t[1], 0, t[0], 0, t[5], t[3]), fill=0, dtype="uint8")
print(json.dumps(made.ravel().tolist()))
`;

describe('placePolygons', () => {
  it('follows straight lines in longitude and latitude on a projected grid to a twentieth of a cell', () => {
    const crs = parseCrs('EPSG:32645');
    const grid: Grid = { widthPx: 120, heightPx: 100, transform: [200_000, 5000, 0, 6_400_000, 0, -5000] };
    const wide = polygon(0, box(82.3, 54, 91.6, 57));
    const made = fill([wide], grid, 'code', crs);
    const back = createTransformer(crs, 'EPSG:4326');
    const judge = (shiftPx: number) =>
      made.map((_, i) => {
        const [column, row] = [i % 120, Math.floor(i / 120)];
        const at = (dx: number, dy: number) => {
          const [lon, lat] = back(200_000 + 5000 * (column + 0.5 + dx), 6_400_000 - 5000 * (row + 0.5 + dy));
          return holds(wide.rings, lon, lat);
        };
        return [at(0, 0), at(shiftPx, shiftPx), at(-shiftPx, -shiftPx), at(shiftPx, -shiftPx), at(-shiftPx, shiftPx)];
      });
    const truth = judge(0.05);
    const near = truth.map((found) => new Set(found).size > 1);
    expect(truth.filter((found) => found[0]).length).toBeGreaterThan(6000);
    expect(near.filter(Boolean).length).toBeLessThan(60);
    expect(made.filter((code, i) => !near[i] && (code === 0) !== truth[i]![0])).toEqual([]);
    // Straight lines between the projected corners alone would miss by more than a cell.
    const toGrid = createTransformer('EPSG:4326', crs);
    const [, south] = toGrid(82.3, 57);
    const [, north] = toGrid(86.95, 57);
    expect(Math.abs(south - north)).toBeGreaterThan(5000);
  });

  it('finds polygons in the west on a grid from 0° to 360°, and those of a grid that crosses 180°', () => {
    const grid: Grid = { widthPx: 360, heightPx: 2, transform: [0, 1, 0, 61, 0, -1] };
    const made = fill([polygon(0, box(-170, 59, -150, 61))], grid);
    expect(made.flatMap((code, i) => (code === 0 && i < 360 ? [i] : []))).toEqual(
      Array.from({ length: 20 }, (_, i) => 190 + i),
    );
    const across: Grid = { widthPx: 20, heightPx: 1, transform: [170, 1, 0, 61, 0, -1] };
    expect(fill([polygon(0, box(175, 59, 180, 61)), polygon(1, box(-180, 59, -175, 61))], across)).toEqual(
      [Number.NaN, 0, 1, Number.NaN].flatMap((code) => [code, code, code, code, code]),
    );
  });

  it('refuses a polygon that the CRS has no place for', () => {
    const grid: Grid = { widthPx: 10, heightPx: 10, transform: [0, 1000, 0, 0, 0, -1000] };
    const crs = parseCrs('EPSG:3395');
    expect(refusal(() => placePolygons([polygon(2, box(0, 80, 10, 90))], { grid, crs })).message).toContain(
      'feature 3',
    );
  });
});
