import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossesItself, shapeBounds, shapeHolds, shapeLines } from '../../../src/physics/section/shape.ts';
import type { Shape } from '../../../src/physics/section/shape.ts';

const box: Shape = { kind: 'box', fromXM: 2, toXM: 5, topM: -1, bottomM: 4 };
const asPolygon: Shape = {
  kind: 'polygon',
  cornersM: [
    [2, -1],
    [5, -1],
    [5, 4],
    [2, 4],
  ],
};

describe('shapes', () => {
  it('a box holds the same points as the polygon of its corners', () => {
    const number = fc.double({ min: -2, max: 8, noNaN: true });
    fc.assert(
      fc.property(number, number, (xM, depthM) => {
        fc.pre(![2, 5].includes(xM) && ![-1, 4].includes(depthM));
        expect(shapeHolds(asPolygon, xM, depthM)).toBe(shapeHolds(box, xM, depthM));
      }),
    );
    expect(shapeBounds(box)).toMatchObject(shapeBounds(asPolygon));
    expect(new Set(shapeLines(asPolygon).depthsM)).toEqual(new Set(shapeLines(box).depthsM));
  });

  it('a heap of slopes 1:2 is as wide as its height lets it', () => {
    const heap: Shape = {
      kind: 'polygon',
      cornersM: [
        [0, 0],
        [10, -5],
        [20, -5],
        [30, 0],
      ],
    };
    expect([3.9, 4.1].map((xM) => shapeHolds(heap, xM, -2))).toEqual([false, true]);
    expect([25.9, 26.1].map((xM) => shapeHolds(heap, xM, -2))).toEqual([true, false]);
    expect(shapeHolds(heap, 15, -5.1)).toBe(false);
  });

  it('crosses itself where edges pass through one another, not where they touch', () => {
    const bow: Shape = {
      kind: 'polygon',
      cornersM: [
        [0, 0],
        [4, 4],
        [4, 0],
        [0, 4],
      ],
    };
    const touching: Shape = {
      kind: 'polygon',
      cornersM: [
        [0, 0],
        [4, 0],
        [4, 2],
        [2, 0],
        [0, 2],
      ],
    };
    expect([box, asPolygon, bow, touching].map((shape) => crossesItself(shape))).toEqual([false, false, true, false]);
  });
});
