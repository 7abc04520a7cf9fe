import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { createPixelOrder } from '../../../src/forest/quantile/pixelOrder.ts';

const count = 1000;
const thresholds = [100, 3, 700];

function shuffled(covariates: number): { readonly pixels: Uint32Array; readonly codes: Uint16Array[] } {
  const random = createRandom(3);
  return {
    pixels: Uint32Array.from({ length: count + 10 }, (_, i) => 7 * i),
    codes: Array.from({ length: covariates }, (_, place) =>
      Uint16Array.from({ length: count + 10 }, () => random.nextBelow(thresholds[place % 3]! + 1)),
    ),
  };
}

function order(covariates: number, { pixels, codes }: ReturnType<typeof shuffled>): void {
  const of = codes.map((_, place) => ({ thresholds: new Float32Array(thresholds[place % 3]!) }));
  expect(of).toHaveLength(covariates);
  createPixelOrder(of, 2048)(pixels, codes, count);
}

describe('order of pixels', () => {
  it.each([1, 3, 40])(
    'keeps every pixel with its codes, and those behind the last in place: %i covariates',
    (covariates) => {
      const [before, after] = [shuffled(covariates), shuffled(covariates)];
      order(covariates, after);
      expect(after.pixels.slice(0, count).toSorted()).toEqual(before.pixels.slice(0, count));
      expect(after.pixels.slice(count)).toEqual(before.pixels.slice(count));
      for (const [place, codes] of after.codes.entries()) {
        expect(codes).toEqual(
          before.codes[place]!.map((code, i) => (i < count ? before.codes[place]![after.pixels[i]! / 7]! : code)),
        );
      }
    },
  );

  it('brings pixels together that are alike in all covariates', () => {
    const stepsOf = ({ codes }: ReturnType<typeof shuffled>): number[] =>
      codes.map((own) => own.slice(1, count).reduce((sum, code, i) => sum + Math.abs(code - own[i]!), 0) / (count - 1));
    const [before, after] = [shuffled(3), shuffled(3)];
    order(3, after);
    for (const [place, step] of stepsOf(after).entries()) {
      expect([place, step < 0.5 * stepsOf(before)[place]!]).toEqual([place, true]);
    }
  });
});
