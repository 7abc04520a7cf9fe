import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { mean } from '../../src/core/statistics.ts';
import { flowAccumulation } from '../../src/terrain/flowAccumulation.ts';
import { neighbourSteps, outlet, priorityFlood } from '../../src/terrain/priorityFlood.ts';
import { strideOf } from '../../src/terrain/terrainWindow.ts';
import { wetness } from '../../src/terrain/wetness.ts';
import { wholeMapBytes } from '../../src/terrain/wholeMap.ts';
import { bumps, derived, windowOver } from './support.ts';
import type { Grid } from '../../src/core/grid.ts';
import type { CellSizes } from '../../src/terrain/cellSizes.ts';
import type { Flooded } from '../../src/terrain/priorityFlood.ts';
import type { TerrainWindow } from '../../src/terrain/terrainWindow.ts';

/** A map with nothing around it. */
function map(widthPx: number, heightPx: number, heightAt: (column: number, row: number) => number): TerrainWindow {
  const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < widthPx && y < heightPx;
  return windowOver({ widthPx, heightPx, marginPx: 1 }, (x, y) => (inside(x, y) ? heightAt(x, y) : Number.NaN));
}

const rough = map(40, 30, (x, y) => ((x - 20) ** 2 + (y - 8) ** 2 < 12 ? Number.NaN : bumps(x, y)));

describe('priorityFlood', () => {
  const stride = strideOf(rough);
  const { filledM, order, source } = priorityFlood(rough.elevationM, stride);
  const valid = [...rough.elevationM.keys()].filter((cell) => !Number.isNaN(rough.elevationM[cell]!));

  it('fills to the lowest level from which water finds a way to an edge or a void', () => {
    // By its definition, until nothing changes: no lower than the ground, nor than the lowest neighbour.
    const level = rough.elevationM.map((value) => (Number.isNaN(value) ? value : Infinity));
    for (let changed = true; changed;) {
      changed = false;
      for (const cell of valid) {
        const around = neighbourSteps(stride).map((step) => level[cell + step]!);
        const lowest = around.some(Number.isNaN) ? -Infinity : Math.min(...around);
        const next = Math.max(rough.elevationM[cell]!, lowest);
        changed ||= next < level[cell]!;
        level[cell] = Math.min(level[cell]!, next);
      }
    }
    expect(filledM).toEqual(level);
    expect(filledM.some((value, cell) => value > rough.elevationM[cell]!)).toBe(true);
  });

  it('orders every cell once, from low to high, each after the one its water came from', () => {
    expect([...order].toSorted((a, b) => a - b)).toEqual(valid);
    const placeOf = new Map([...order].map((cell, place) => [cell, place]));
    for (let place = 1; place < order.length; place++) {
      expect(filledM[order[place]!]!).toBeGreaterThanOrEqual(filledM[order[place - 1]!]!);
    }
    for (const cell of valid) {
      if (source[cell] === outlet) continue;
      expect(placeOf.get(cell + neighbourSteps(stride)[source[cell]!]!)!).toBeLessThan(placeOf.get(cell)!);
    }
  });

  it('fills the same from any scale of a random surface', () => {
    const random = createRandom(7);
    const surface = map(25, 25, () => random.nextUnit());
    const double = surface.elevationM.map((value) => 2 * value);
    const filled = priorityFlood(surface.elevationM, strideOf(surface)).filledM;
    expect(priorityFlood(double, strideOf(surface)).filledM).toEqual(filled.map((value) => 2 * value));
  });
});

describe('flowAccumulation', () => {
  it('brings all the ground to the edges, however many hollows and lakes there are', () => {
    const level = map(12, 9, () => 100);
    for (const ground of [rough, level]) {
      const flooded = priorityFlood(ground.elevationM, strideOf(ground));
      const area = flowAccumulation(flooded, strideOf(ground), ground.cell, 'multiple');
      const ends = flooded.order.filter(
        (cell) => flooded.source[cell] === outlet && !flowsOn(flooded.filledM, cell, strideOf(ground)),
      );
      const arrived = ends.reduce((sum, cell) => sum + area[cell]!, 0);
      expect(Math.abs(arrived / (flooded.order.length * 900) - 1)).toBeLessThan(1e-9);
    }
  });

  it('is a row more at every row of a plane', () => {
    const plane = map(61, 30, (_, y) => 500 - y);
    const area = flowAccumulation(priorityFlood(plane.elevationM, 63), 63, plane.cell, 'multiple');
    expect([1, 2, 20].map((rows) => area[rows * 63 + 31]! / 900)).toEqual(
      [1, 2, 20].map((rows) => expect.closeTo(rows, 9)),
    );
  });
});

describe('flowAccumulation by D∞', () => {
  it('equals its definition, brute force, on rough ground with voids and lakes', () => {
    // Whole metres would make facets equally steep.
    const random = createRandom(3);
    const ground = { ...rough, elevationM: rough.elevationM.map((value) => value + random.nextUnit()) };
    const stride = strideOf(ground);
    const flooded = priorityFlood(ground.elevationM, stride);
    const area = flowAccumulation(flooded, stride, ground.cell, 'dInfinity');
    const expected = upslopeAreas(flooded, stride, 30);
    for (const at of flooded.order) expect(Math.abs(area[at]! / 900 / expected(at) - 1)).toBeLessThan(1e-5);
    // The others would not do: it is another method.
    const multiple = flowAccumulation(flooded, stride, ground.cell, 'multiple');
    expect(flooded.order.some((at) => Math.abs(multiple[at]! / area[at]! - 1) > 0.5)).toBe(true);
  });

  it('goes one way on a plane: every step by the share of the angle, 1 − θ ÷ 45° straight and θ ÷ 45° across', () => {
    const angle = (20 * Math.PI) / 180;
    const plane = map(41, 41, (x, y) => 700 - 10 * (y * Math.cos(angle) + x * Math.sin(angle)));
    const flooded = priorityFlood(plane.elevationM, 43);
    const area = flowAccumulation(flooded, 43, plane.cell, 'dInfinity');
    const across = 20 / 45;
    // Of 15 rows down from an edge: nothing has arrived from the side yet, so that every row adds a cell.
    expect(area[16 * 43 + 35]! / 900).toBeCloseTo(16, 2);
    // In the first column nothing comes from the side: of what was, the straight share goes on.
    const inFirstColumn = Array.from({ length: 12 }).reduce<number>((sum) => 1 + sum * (1 - across), 0);
    expect(area[12 * 43 + 1]! / 900).toBeCloseTo(inFirstColumn, 2);
  });

  it('drains half the radius per metre of contour on a cone, and every ring of cells all the ground within it', () => {
    const [size, middle] = [81, 40];
    const cone = map(size, size, (x, y) => 1000 - 10 * Math.hypot(x - middle, y - middle));
    const flooded = priorityFlood(cone.elevationM, size + 2);
    const area = flowAccumulation(flooded, size + 2, cone.cell, 'dInfinity');
    const rings = new Float64Array(middle + 1);
    const ratios: number[] = [];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const cells = area[(y + 1) * (size + 2) + x + 1]! / 900;
        const r = Math.hypot(x - middle, y - middle);
        rings[Math.max(Math.abs(x - middle), Math.abs(y - middle))]! += cells;
        if (r >= 10 && r <= 37) ratios.push(cells / (r / 2));
      }
    }
    // Both ways off any facet lead to the next ring. Its cells are wider than the contour where it runs aslant: on
    // average 1/cos of 0 to 45°, which is why the mean is a tenth below 1.
    for (const [ring, sum] of rings.subarray(0, 40).entries()) expect(sum / (2 * ring + 1) ** 2).toBeCloseTo(1, 9);
    expect(Math.abs(mean(ratios) - (4 / Math.PI) * Math.SQRT1_2)).toBeLessThan(0.03);
    expect([Math.min(...ratios), Math.max(...ratios)].every((ratio) => ratio > 0.65 && ratio < 1.45)).toBe(true);
  });

  it('turns with the map, on cells longer than wide too', () => {
    const [wide, tall] = [map(20, 14, tilted), map(14, 20, (x, y) => tilted(y, x))];
    const one = flowAccumulation(priorityFlood(wide.elevationM, 22), 22, cellsOf(20, 50), 'dInfinity');
    const other = flowAccumulation(priorityFlood(tall.elevationM, 16), 16, cellsOf(50, 20), 'dInfinity');
    for (let y = 0; y < 14; y++) {
      for (let x = 0; x < 20; x++) {
        expect(other[(x + 1) * 16 + y + 1]! / one[(y + 1) * 22 + x + 1]!).toBeCloseTo(1, 9);
      }
    }
  });
});

/** Bumps that slope to the west, so that no facets are equally steep. */
function tilted(x: number, y: number): number {
  return bumps(x, y) + 0.3 * x;
}

function cellsOf(widthM: number, southM: number): CellSizes {
  return { widthM: () => widthM, southM: () => southM };
}

const compass = [
  [1, 0],
  [1, -1],
  [0, -1],
  [-1, -1],
  [-1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;

/** Where a function with one summit from 0 to an end is highest. */
function highest(f: (x: number) => number, end: number): number {
  let [from, to] = [0, end];
  for (let i = 0; i < 80; i++) {
    const [a, b] = [from + (to - from) / 3, to - (to - from) / 3];
    if (f(a) < f(b)) from = a;
    else to = b;
  }
  return (from + to) / 2;
}

/** Cells that drain through each: the steepest of many directions on each facet, and what comes from above, by recursion. */
function upslopeAreas({ filledM, source }: Flooded, stride: number, cellM: number): (at: number) => number {
  const steps = neighbourSteps(stride);
  const sharesOf = (at: number): readonly (readonly [to: number, share: number])[] => {
    let best: { slope: number; ways: readonly (readonly [number, number])[] } = { slope: 0, ways: [] };
    // Counterclockwise from the east, of equally steep facets the first.
    for (let facet = 0; facet < 8; facet++) {
      const [one, other] = [compass[facet]!, compass[(facet + 1) % 8]!];
      const [[besideX, besideY], [acrossX, acrossY]] = facet % 2 === 0 ? [one, other] : [other, one];
      const [beside, across] = [at + besideY * stride + besideX, at + acrossY * stride + acrossX];
      const toBeside = (filledM[at]! - filledM[beside]!) / cellM;
      const onwards = (filledM[beside]! - filledM[across]!) / cellM;
      const toAcross = (filledM[at]! - filledM[across]!) / (cellM * Math.SQRT2);
      const slopeAt = (angle: number): number => toBeside * Math.cos(angle) + onwards * Math.sin(angle);
      const angle = highest(slopeAt, Math.PI / 4);
      const candidates = [
        [toBeside, 0],
        [toAcross, 1],
        [slopeAt(angle), angle / (Math.PI / 4)],
      ] as const;
      for (const [slope, share] of candidates) {
        if (slope > best.slope + 1e-12)
          best = {
            slope,
            ways: [
              [beside, 1 - share],
              [across, share],
            ],
          };
      }
    }
    if (best.slope > 0) return best.ways;
    return source[at] === outlet ? [] : [[at + steps[source[at]!]!, 1]];
  };
  const shares = new Map(
    [...filledM.keys()].filter((at) => !Number.isNaN(filledM[at]!)).map((at) => [at, sharesOf(at)]),
  );
  const known = new Map<number, number>();
  const areaOf = (at: number): number => {
    const found = known.get(at);
    if (found !== undefined) return found;
    let area = 1;
    for (const step of steps) {
      for (const [to, share] of shares.get(at + step) ?? [])
        if (to === at && share > 0) area += share * areaOf(at + step);
    }
    known.set(at, area);
    return area;
  };
  return areaOf;
}

function flowsOn(filledM: Float32Array, cell: number, stride: number): boolean {
  return neighbourSteps(stride).some((step) => filledM[cell + step]! < filledM[cell]!);
}

describe('wetness', () => {
  it('is ln(a / tan β) where 25 cells drain down 3° (reference vector twi-1)', () => {
    const plane = map(61, 30, (_, y) => 500 - y * 30 * Math.tan((3 * Math.PI) / 180));
    expect(derived(wetness('multiple'), plane)[24 * 61 + 30]).toBeCloseTo(9.56877344560451, 3);
  });

  it('takes level ground to slope by 0.1°', () => {
    const values = derived(
      wetness('multiple'),
      map(5, 5, () => 3),
    );
    const least = Math.log(30 / Math.tan((0.1 * Math.PI) / 180));
    expect(Math.min(...values.filter((value) => !Number.isNaN(value)))).toBeGreaterThanOrEqual(Math.fround(least));
    expect(values.filter((value) => !Number.isNaN(value))).toHaveLength(9);
  });

  it('is greater in a valley than on its sides, and nodata at edges and beside voids', () => {
    const valley = map(21, 30, (x, y) => 4 * Math.abs(x - 10) + 600 - 2 * y);
    const values = derived(wetness('multiple'), valley);
    expect(values[20 * 21 + 10]!).toBeGreaterThan(values[20 * 21 + 4]! + 3);
    expect(values[0]).toBeNaN();
    expect(derived(wetness('multiple'), rough)[8 * 40 + 16]).toBeNaN();
  });

  it('of one cell, or of nothing, is nodata', () => {
    expect(
      derived(
        wetness('multiple'),
        map(1, 1, () => 5),
      ),
    ).toEqual(Float32Array.of(Number.NaN));
    expect(
      derived(
        wetness('multiple'),
        map(2, 1, () => Number.NaN),
      ),
    ).toEqual(Float32Array.of(Number.NaN, Number.NaN));
  });

  it('tells its memory, and refuses what does not fit', () => {
    expect(wholeMapBytes(squareGrid(1000), 1)).toBe(41e6);
    expect(() => wholeMapBytes(squareGrid(8192), 1)).toThrow(
      /8192 × 8192 cells and 1 band need 2.6 GiB, at most 1.5 GiB/,
    );
  });
});

function squareGrid(sidePx: number): Grid {
  return { widthPx: sidePx, heightPx: sidePx, transform: [0, 1, 0, 0, 0, -1] };
}
