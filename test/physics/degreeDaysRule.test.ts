import { describe, expect, it } from 'vitest';
import { createDegreeDaysRule, degreeDaysBands } from '../../src/physics/degreeDaysRule.ts';
import { commonYearDays } from '../../src/physics/monthlyCurves.ts';
import { monthlyIndices, sinusoidIndices } from '../../src/physics/yearIndices.ts';
import type { DegreeDaysOptions } from '../../src/physics/degreeDaysRule.ts';

const monthsC = [-20, -18, -10, 0.5, 6, 12, 15, 13, 7, -1, -11, -18];

function derive(options: Partial<DegreeDaysOptions>, layers: readonly (readonly number[])[]) {
  const rule = createDegreeDaysRule({ layers: 'months', curve: 'spline', scale: 1, offsetC: 0, ...options });
  const widthPx = layers[0]!.length;
  const out = degreeDaysBands.map(() => new Float32Array(widthPx));
  const at = { window: { xPx: 0, yPx: 0, widthPx, heightPx: 1 }, haloPx: 0 };
  const counts = rule.derive(
    layers.map((values) => Float32Array.from(values)),
    at,
    out,
    new Uint32Array(),
  );
  return { counts, pixels: Array.from({ length: widthPx }, (_, pixel) => out.map((band) => band[pixel]!)) };
}

const float32 = (values: readonly number[]): number[] => Array.from(Float32Array.from(values));

describe('createDegreeDaysRule', () => {
  const year = monthlyIndices('spline', commonYearDays)(float32(monthsC));
  const expected = float32([year.thawIndexCDays, year.freezeIndexCDays, year.meanC, year.amplitudeC, year.frostNumber]);

  it('gives the indices of every cell, and of tenths and kelvin the same', () => {
    expect(
      derive(
        {},
        monthsC.map((value) => [value, value]),
      ).pixels,
    ).toEqual([expected, expected]);
    const tenths = derive(
      { scale: 0.1 },
      monthsC.map((value) => [value * 10]),
    ).pixels[0]!;
    const kelvin = derive(
      { offsetC: -273.15 },
      monthsC.map((value) => [value + 273.15]),
    ).pixels[0]!;
    for (const [band, value] of expected.entries()) {
      expect(Math.abs(tenths[band]! / value - 1)).toBeLessThan(1e-6);
      expect(Math.abs(kelvin[band]! / value - 1)).toBeLessThan(1e-4); // float32 of 250 K
    }
  });

  it('has no value where a month has none, nor where one is an undeclared −999, and counts the latter', () => {
    const { counts, pixels } = derive(
      {},
      monthsC.map((value, i) => [value, i === 3 ? Number.NaN : value, i === 5 ? -999 : value]),
    );
    expect(pixels).toEqual([expected, expected.map(() => Number.NaN), expected.map(() => Number.NaN)]);
    expect(counts).toEqual([1]);
  });

  it('follows the closed form of mean and amplitude; a negative amplitude is none', () => {
    const { counts, pixels } = derive({ layers: 'sinusoid', offsetC: -273.15, scale: 1 }, [
      [270.15, 270.15],
      [12, -1],
    ]);
    const closed = sinusoidIndices(-3, 12);
    expect(Math.abs(pixels[0]![0]! - closed.thawIndexCDays)).toBeLessThan(0.01);
    expect(pixels[0]![3]).toBe(12);
    expect(pixels[1]).toEqual(expected.map(() => Number.NaN));
    expect(counts).toEqual([1]);
  });
});
