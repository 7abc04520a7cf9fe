import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grid } from '../../src/core/grid.ts';
import { gridBounds, pixelAt, windowGrid } from '../../src/core/grid.ts';

const northUp: Grid = { widthPx: 4, heightPx: 3, transform: [100, 10, 0, 60, 0, -10] };
const southUp: Grid = { widthPx: 4, heightPx: 3, transform: [100, 10, 0, 30, 0, 10] };

describe('pixelAt', () => {
  it('puts the upper left corner into pixel 0, 0', () => {
    for (const corner of [pixelAt(northUp, 100, 60), pixelAt(southUp, 100, 30)]) {
      // Not toEqual, which tells the harmless −0 of a negative cell size from 0.
      expect(corner?.xPx === 0 && corner.yPx === 0).toBe(true);
    }
  });

  it('leaves the far edges outside', () => {
    expect(pixelAt(northUp, 140, 45)).toBeNull();
    expect(pixelAt(northUp, 105, 30)).toBeNull();
    expect(pixelAt(northUp, 139.999, 30.001)).toEqual({ xPx: 3, yPx: 2 });
  });

  it('is null outside on any side and for NaN', () => {
    for (const [x, y] of [
      [99, 45],
      [141, 45],
      [120, 61],
      [120, 29],
      [Number.NaN, 45],
    ] as const) {
      expect(pixelAt(northUp, x, y)).toBeNull();
    }
  });

  it('finds every pixel again from its centre', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3 }), fc.nat({ max: 2 }), fc.constantFrom(northUp, southUp), (xPx, yPx, grid) => {
        const [x0, dx, , y0, , dy] = grid.transform;
        expect(pixelAt(grid, x0 + (xPx + 0.5) * dx, y0 + (yPx + 0.5) * dy)).toEqual({ xPx, yPx });
      }),
    );
  });
});

describe('gridBounds', () => {
  it('is the same box for north-up and south-up rows', () => {
    const box = { minX: 100, minY: 30, maxX: 140, maxY: 60 };
    expect(gridBounds(northUp)).toEqual(box);
    expect(gridBounds(southUp)).toEqual(box);
  });
});

describe('windowGrid', () => {
  it('moves the origin by whole pixels', () => {
    expect(windowGrid(northUp, { xPx: 1, yPx: 2, widthPx: 2, heightPx: 1 })).toEqual({
      widthPx: 2,
      heightPx: 1,
      transform: [110, 10, 0, 40, 0, -10],
    });
  });

  it('moves a rotated origin along both axes', () => {
    const rotated: Grid = { widthPx: 4, heightPx: 3, transform: [0, 2, 1, 0, 1, -2] };
    expect(windowGrid(rotated, { xPx: 1, yPx: 1, widthPx: 1, heightPx: 1 }).transform).toEqual([3, 2, 1, -1, 1, -2]);
  });
});
