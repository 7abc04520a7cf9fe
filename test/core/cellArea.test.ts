import { describe, expect, it } from 'vitest';
import { rowCellAreasM2 } from '../../src/core/cellArea.ts';

const world = (rows: number) =>
  ({ widthPx: 360, heightPx: rows, transform: [-180, 1, 0, 90, 0, -180 / rows] }) as const;

describe('rowCellAreasM2', () => {
  it('adds up to the surface of the WGS 84 ellipsoid, 510 065 621.724 km²', () => {
    const total = rowCellAreasM2(world(180), null).reduce((sum, area) => sum + 360 * area, 0);
    expect(Math.abs(total / 5.10065621724e14 - 1)).toBeLessThan(1e-9);
  });

  it('is the same whether rows run down or up', () => {
    const down = rowCellAreasM2({ widthPx: 1, heightPx: 2, transform: [100, 0.5, 0, 51, 0, -0.5] }, null);
    const up = rowCellAreasM2({ widthPx: 1, heightPx: 2, transform: [100, 0.5, 0, 50, 0, 0.5] }, null);
    expect([...up]).toEqual([...down].toReversed());
  });

  it('counts a cell that reaches over the pole up to the pole', () => {
    const over = rowCellAreasM2({ widthPx: 1, heightPx: 1, transform: [0, 1, 0, 91, 0, -2] }, null);
    const upTo = rowCellAreasM2({ widthPx: 1, heightPx: 1, transform: [0, 1, 0, 90, 0, -1] }, null);
    expect(over[0]).toBe(upTo[0]);
  });

  it('is cell width × height in m² on a projected grid, feet converted', () => {
    const grid = { widthPx: 3, heightPx: 2, transform: [0, 30, 0, 0, 0, -30] } as const;
    expect([...rowCellAreasM2(grid, 1)]).toEqual([900, 900]);
    expect(rowCellAreasM2(grid, 0.3048)[0]).toBeCloseTo(900 * 0.3048 ** 2, 9);
  });
});
