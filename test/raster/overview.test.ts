import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { halve, halveBands } from '../../src/raster/overview.ts';
import { sameBytes } from './support/sameBytes.ts';
import type { Pixels } from '../../src/raster/overview.ts';

/** By definition: the four pixels that lie under each result, without those that are not there. */
function halved({ values, widthPx, heightPx }: Pixels, way: (numbers: readonly number[]) => number): Float32Array {
  const [across, down] = [Math.ceil(widthPx / 2), Math.ceil(heightPx / 2)];
  return Float32Array.from({ length: across * down }, (_, i) => {
    const [x, y] = [2 * (i % across), 2 * Math.floor(i / across)];
    const under = [y, y + 1].flatMap((row) =>
      [x, x + 1].map((column) => (row < heightPx && column < widthPx ? values[row * widthPx + column]! : Number.NaN)),
    );
    return way(under.filter((value) => !Number.isNaN(value)));
  });
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

function commonest(numbers: readonly number[]): number {
  const timesOf = (value: number): number => numbers.filter((other) => other === value).length;
  return numbers.toSorted((a, b) => timesOf(b) - timesOf(a) || a - b)[0] ?? Number.NaN;
}

/** @param draw one pixel, 0 … 1 */
function pixelsOf(draw: fc.Arbitrary<number>): fc.Arbitrary<Pixels> {
  const side = fc.integer({ min: 1, max: 21 });
  return fc.tuple(side, side, fc.infiniteStream(draw)).map(([widthPx, heightPx, stream]) => ({
    values: Float32Array.from({ length: widthPx * heightPx }, () => stream.next().value),
    widthPx,
    heightPx,
  }));
}

describe('halve', () => {
  it('averages 2 × 2 pixels, and at odd edges those that exist', () => {
    const values = Float32Array.of(1, 2, 10, 3, 6, 20, 5, 9, 40);
    expect(halve({ values, widthPx: 3, heightPx: 3 }, 'average')).toEqual({
      values: Float32Array.of(3, 15, 7, 40),
      widthPx: 2,
      heightPx: 2,
    });
  });

  it('leaves nodata out of the mean and gives NaN where all four are nodata', () => {
    const values = Float32Array.of(NaN, 4, NaN, NaN, 6, NaN, NaN, NaN);
    expect([...halve({ values, widthPx: 4, heightPx: 2 }, 'average').values]).toEqual([5, NaN]);
  });

  it('gives the very mean of whatever there is, infinities too, for any size', () => {
    const number = fc.oneof(fc.float(), fc.constant(Number.NaN));
    fc.assert(
      fc.property(pixelsOf(number), (pixels) => {
        expect(sameBytes(halve(pixels, 'average').values, halved(pixels, mean))).toBe(true);
      }),
    );
  });

  it('gives the commonest of whatever there is, the lowest among equals, for any size', () => {
    const code = fc.constantFrom(1, 2, 3, Number.NaN);
    fc.assert(
      fc.property(pixelsOf(code), (pixels) => {
        expect(sameBytes(halve(pixels, 'mode').values, halved(pixels, commonest))).toBe(true);
      }),
    );
  });

  it('joins a row that is longer than the kernel takes at once', () => {
    const pixels = { values: Float32Array.from({ length: 70_001 }, (_, x) => x), widthPx: 70_001, heightPx: 1 };
    expect(sameBytes(halve(pixels, 'average').values, halved(pixels, mean))).toBe(true);
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
