import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { flowAccumulation } from '../../src/terrain/flowAccumulation.ts';
import { neighbourSteps, outlet, priorityFlood } from '../../src/terrain/priorityFlood.ts';
import { strideOf } from '../../src/terrain/terrainWindow.ts';
import { wetness } from '../../src/terrain/wetness.ts';
import { wholeMapBytes } from '../../src/terrain/wholeMap.ts';
import { bumps, derived, windowOver } from './support.ts';
import type { Grid } from '../../src/core/grid.ts';
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
      const area = flowAccumulation(flooded, strideOf(ground), ground.cell);
      const ends = flooded.order.filter(
        (cell) => flooded.source[cell] === outlet && !flowsOn(flooded.filledM, cell, strideOf(ground)),
      );
      const arrived = ends.reduce((sum, cell) => sum + area[cell]!, 0);
      expect(Math.abs(arrived / (flooded.order.length * 900) - 1)).toBeLessThan(1e-9);
    }
  });

  it('is a row more at every row of a plane', () => {
    const plane = map(61, 30, (_, y) => 500 - y);
    const area = flowAccumulation(priorityFlood(plane.elevationM, 63), 63, plane.cell);
    expect([1, 2, 20].map((rows) => area[rows * 63 + 31]! / 900)).toEqual(
      [1, 2, 20].map((rows) => expect.closeTo(rows, 9)),
    );
  });
});

function flowsOn(filledM: Float32Array, cell: number, stride: number): boolean {
  return neighbourSteps(stride).some((step) => filledM[cell + step]! < filledM[cell]!);
}

describe('wetness', () => {
  it('is ln(a / tan β) where 25 cells drain down 3° (reference vector twi-1)', () => {
    const plane = map(61, 30, (_, y) => 500 - y * 30 * Math.tan((3 * Math.PI) / 180));
    expect(derived(wetness, plane)[24 * 61 + 30]).toBeCloseTo(9.56877344560451, 3);
  });

  it('takes level ground to slope by 0.1°', () => {
    const values = derived(
      wetness,
      map(5, 5, () => 3),
    );
    const least = Math.log(30 / Math.tan((0.1 * Math.PI) / 180));
    expect(Math.min(...values.filter((value) => !Number.isNaN(value)))).toBeGreaterThanOrEqual(Math.fround(least));
    expect(values.filter((value) => !Number.isNaN(value))).toHaveLength(9);
  });

  it('is greater in a valley than on its sides, and nodata at edges and beside voids', () => {
    const valley = map(21, 30, (x, y) => 4 * Math.abs(x - 10) + 600 - 2 * y);
    const values = derived(wetness, valley);
    expect(values[20 * 21 + 10]!).toBeGreaterThan(values[20 * 21 + 4]! + 3);
    expect(values[0]).toBeNaN();
    expect(derived(wetness, rough)[8 * 40 + 16]).toBeNaN();
  });

  it('of one cell, or of nothing, is nodata', () => {
    expect(
      derived(
        wetness,
        map(1, 1, () => 5),
      ),
    ).toEqual(Float32Array.of(Number.NaN));
    expect(
      derived(
        wetness,
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
