import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halveBands, halveByAverage } from '../../src/raster/overview.ts';

describe('halveByAverage', () => {
  it('averages 2 × 2 pixels, and at odd edges those that exist', () => {
    const values = Float32Array.of(1, 2, 10, 3, 6, 20, 5, 9, 40);
    expect(halveByAverage({ values, widthPx: 3, heightPx: 3 })).toEqual({
      values: Float32Array.of(3, 15, 7, 40),
      widthPx: 2,
      heightPx: 2,
    });
  });

  it('leaves nodata out of the mean and gives NaN where all four are nodata', () => {
    const values = Float32Array.of(NaN, 4, NaN, NaN, 6, NaN, NaN, NaN);
    expect([...halveByAverage({ values, widthPx: 4, heightPx: 2 }).values]).toEqual([5, NaN]);
  });

  it('keeps a single pixel', () => {
    expect([...halveByAverage({ values: Float32Array.of(7), widthPx: 1, heightPx: 1 }).values]).toEqual([7]);
  });

  it('stays within the range of the values', () => {
    const side = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.infiniteStream(fc.float({ min: -60, max: 40, noNaN: true })),
        (width, height, draw) => {
          const values = Float32Array.from({ length: width * height }, () => draw.next().value);
          const means = halveByAverage({ values, widthPx: width, heightPx: height }).values;
          expect(Math.min(...means)).toBeGreaterThanOrEqual(Math.min(...values));
          expect(Math.max(...means)).toBeLessThanOrEqual(Math.max(...values));
        },
      ),
    );
  });
});

describe('halveBands', () => {
  it('takes the commonest class of a band of classes, the lowest among equals, and the mean of any other', () => {
    const band = { values: Float32Array.of(3, 1, 2, 5, 3, NaN, 5, 2), widthPx: 4, heightPx: 2 };
    const [classes, means] = halveBands([band, band], ['mode', 'average']);
    expect([...classes!.values]).toEqual([3, 2]);
    expect([...means!.values]).toEqual([7 / 3, 3.5].map(Math.fround));
    expect(halveBands([band], [])).toEqual([means]);
  });

  it('gives no class where there is none', () => {
    const band = { values: Float32Array.of(NaN, NaN), widthPx: 2, heightPx: 1 };
    expect([...halveBands([band], ['mode'])[0]!.values]).toEqual([NaN]);
  });
});
