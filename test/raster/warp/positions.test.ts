import { describe, expect, it } from 'vitest';
import { createLocate, turnOf } from '../../../src/raster/warp/locate.ts';
import { fillPositions, sameTurn } from '../../../src/raster/warp/positions.ts';
import { place } from './support/memoryRaster.ts';
import type { Locate } from '../../../src/raster/warp/locate.ts';
import type { NamedPlace } from '../../../src/raster/warp/planWarp.ts';

/** @returns the greatest error in source pixels, and how many exact positions it took */
function compare(source: NamedPlace, target: NamedPlace): { readonly error: number; readonly exact: number } {
  const locate = createLocate(source, target);
  let exact = 0;
  const counted: Locate = (column, row) => {
    exact++;
    return locate(column, row);
  };
  const { widthPx: columns, heightPx: rows } = target.grid;
  const out = { x: new Float64Array(columns * rows), y: new Float64Array(columns * rows) };
  const turn = turnOf(source);
  fillPositions(counted, { columns, rows, offset: 0.5 }, turn, { left: 0, top: 0, columns, rows }, out);
  let error = 0;
  let disagreeing = 0;
  for (let i = 0; i < columns * rows; i++) {
    const [x, y] = locate((i % columns) + 0.5, Math.floor(i / columns) + 0.5);
    if (Number.isNaN(out.x[i]!) !== Number.isNaN(x)) disagreeing++;
    if (Number.isNaN(x)) continue;
    error = Math.max(error, Math.abs(sameTurn(out.x[i]!, x, turn) - x), Math.abs(out.y[i]! - y));
  }
  expect(disagreeing).toBe(0);
  return { error, exact };
}

describe('fillPositions', () => {
  it('stays within 2e-6 pixels of the exact positions from a fiftieth of their number, degrees over UTM', () => {
    const source = place('EPSG:32651', [300_000, 30, 0, 6_000_000, 0, -30], 5000, 5000);
    const target = place('EPSG:4326', [121, 0.0003, 0, 54, 0, -0.0003], 250, 200);
    const { error, exact } = compare(source, target);
    expect(error).toBeLessThan(2e-6);
    expect(exact).toBeLessThan((250 * 200) / 50);
  });

  it('is exact at the pole and along the antimeridian of a raster that does not repeat', () => {
    const target = place('EPSG:3413', [-3_000_000, 80_000, 0, 3_000_000, 0, -80_000], 75, 75);
    for (const columns of [359, 360]) {
      const { error } = compare(place('EPSG:4326', [-180, 1, 0, 90, 0, -1], columns, 60), target);
      expect(error).toBeLessThan(2e-6);
    }
  });

  it('has no position where a projection comes back to another place', () => {
    const source = place('EPSG:32651', [300_000, 1000, 0, 6_000_000, 0, -1000], 400, 400);
    const world = place('EPSG:4326', [-180, 1, 0, 90, 0, -1], 360, 180);
    const locate = createLocate(source, world);
    const inside: number[] = [];
    for (let column = 0; column < 360; column++) {
      for (let row = 0; row < 180; row++) {
        const [x, y] = locate(column + 0.5, row + 0.5);
        if (x >= 0 && x <= 400 && y >= 0 && y <= 400) inside.push(column - 180);
      }
    }
    expect(Math.min(...inside)).toBeGreaterThanOrEqual(119);
    expect(Math.max(...inside)).toBeLessThanOrEqual(127);
  });
});
