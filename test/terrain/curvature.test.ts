import { describe, expect, it } from 'vitest';
import { planCurvature, profileCurvature } from '../../src/terrain/curvature.ts';
import { derived, windowOver } from './support.ts';

const one = { widthPx: 1, heightPx: 1, marginPx: 1 };

/** Over x to the east and y to the south, m. */
function surface(cell: { widthM: number; southM: number }, heightAt: (x: number, y: number) => number) {
  return windowOver({ ...one, ...cell }, (column, row) => heightAt(column * cell.widthM, row * cell.southM));
}

describe.each([
  [10, 10],
  [10, 20],
  [10, -20],
])('curvature on cells of %i × %i m', (widthM, southM) => {
  const cell = { widthM, southM };

  it('is 0 on a plane', () => {
    const window = surface(cell, (x, y) => 100 + 2 * x - y);
    for (const derive of [profileCurvature, planCurvature]) expect(derived(derive, window)[0]).toBeCloseTo(0, 12);
  });

  it('is that of a cylinder along its slope, and none across', () => {
    // z = −c x² / 2 + x: falls to the west, convex.
    const window = surface(cell, (x) => x - (0.01 * x * x) / 2);
    expect(derived(profileCurvature, window)[0]).toBeCloseTo(0.01, 8);
    expect(derived(planCurvature, window)[0]).toBeCloseTo(0, 8);
  });

  it('is positive across a spur and negative across a gully that fall to the south', () => {
    expect(
      derived(
        planCurvature,
        surface(cell, (x, y) => -y - (0.02 * x * x) / 2),
      )[0],
    ).toBeCloseTo(0.02, 8);
    expect(
      derived(
        planCurvature,
        surface(cell, (x, y) => -y + (0.02 * x * x) / 2),
      )[0],
    ).toBeCloseTo(-0.02, 8);
  });

  it('counts the twist of a saddle that falls along its diagonal', () => {
    // z = x + y + a x y: along (1, 1) the second derivative is a, across it is −a.
    const window = surface(cell, (x, y) => x + y + 0.03 * x * y);
    expect(derived(profileCurvature, window)[0]).toBeCloseTo(-0.03, 8);
    expect(derived(planCurvature, window)[0]).toBeCloseTo(0.03, 8);
  });
});

describe('curvature', () => {
  it('is 0 on flat ground and on a top, which have no line of descent', () => {
    expect(
      derived(
        profileCurvature,
        windowOver(one, () => 5),
      )[0],
    ).toBe(0);
    expect(
      derived(
        planCurvature,
        windowOver(one, (x, y) => -x * x - y * y),
      )[0],
    ).toBe(0);
  });

  it.each([0, 1, 4])('is nodata where neighbour %i is, on flat ground too', (hole) => {
    const window = windowOver(one, (column, row) => ((row + 1) * 3 + column + 1 === hole ? Number.NaN : 5));
    expect(derived(planCurvature, window)[0]).toBeNaN();
  });
});
