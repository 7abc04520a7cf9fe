import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { degreeLabels, degreeTicks, roundStep, roundTicks, tickLabels } from '../../src/core/ticks.ts';

describe('roundStep', () => {
  it.each([
    [0.03, 0.05],
    [0.1, 0.1],
    [1.01, 2],
    [2.2, 5],
    [7, 10],
    [3000, 5000],
  ])('rounds %s up to %s', (atLeast, step) => {
    expect(roundStep(atLeast)).toBeCloseTo(step, 12);
  });
});

describe('roundTicks', () => {
  it('includes both bounds where they are round', () => {
    expect(roundTicks(90, 142, 8)).toEqual([90, 100, 110, 120, 130, 140]);
    expect(roundTicks(-0.3, 0.3, 6)).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
  });

  it('never gives minus zero', () => {
    expect(roundTicks(-2, 0, 2).map((tick) => Object.is(tick, -0))).toEqual([false, false, false]);
  });

  it('stays inside the bounds with at most one tick more than asked for', () => {
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const span = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bound, span, fc.integer({ min: 1, max: 12 }), (min, length, target) => {
        const ticks = roundTicks(min, min + length, target);
        expect(ticks.length).toBeLessThanOrEqual(target + 1);
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(min - 1e-6 * length);
          expect(tick).toBeLessThanOrEqual(min + length * (1 + 1e-6));
        }
      }),
    );
  });
});

describe('tickLabels', () => {
  it('gives all ticks the decimals that one of them needs, and a true minus', () => {
    expect(tickLabels([-0.5, 0, 0.5, 1])).toEqual(['−0.5', '0.0', '0.5', '1.0']);
    expect(tickLabels([3500, 4000])).toEqual(['3500', '4000']);
    expect(tickLabels([123.4567891, 123.4567892])).toEqual(['123.4567891', '123.4567892']);
  });

  it('writes the very small and the very large by one power of ten', () => {
    expect(tickLabels([-5e-7, 0, 5e-7, 1e-6])).toEqual(['−0.5×10⁻⁶', '0', '0.5×10⁻⁶', '1.0×10⁻⁶']);
    expect(tickLabels([0, 5e11, 1e12])).toEqual(['0', '0.5×10¹²', '1.0×10¹²']);
    expect(tickLabels([0, 0.0001])).toEqual(['0.0000', '0.0001']);
  });
});

describe('degreeTicks', () => {
  it('parts a circle by 30, 60 or 90 degrees, and a region as any axis', () => {
    expect(degreeTicks(-180, 180, 6)).toEqual([-180, -120, -60, 0, 60, 120, 180]);
    expect(degreeTicks(40, 90, 2)).toEqual([60, 90]);
    expect(degreeTicks(-180, 180, 4)).toEqual([-180, -90, 0, 90, 180]);
    expect(degreeTicks(-180, 180, 1)).toEqual([-180, 0, 180]);
    expect(degreeTicks(100, 140, 4)).toEqual(roundTicks(100, 140, 4));
    expect(degreeTicks(100, 100.009, 6)).toEqual(roundTicks(100, 100.009, 6));
  });
});

describe('degreeLabels', () => {
  it('names the hemisphere, but not on the equator and the meridians that have none', () => {
    expect(degreeLabels([-100, 0, 100, 180], 'x')).toEqual(['100°W', '0°', '100°E', '180°']);
    expect(degreeLabels([-62.5, 0, 60], 'y')).toEqual(['62.5°S', '0°', '60.0°N']);
  });

  it('counts longitudes on beyond 180°', () => {
    expect(degreeLabels([170, 180, 190, 350], 'x')).toEqual(['170°E', '180°', '170°W', '10°W']);
  });
});
