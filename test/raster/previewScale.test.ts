import { describe, expect, it } from 'vitest';
import { amountColour, lightColour, temperatureColour } from '../../src/core/colour.ts';
import { scaleOf } from '../../src/raster/previewScale.ts';
import type { AmountPalette } from '../../src/raster/previewScale.ts';

const scaleOfValues = (values: readonly number[], palette: AmountPalette = 'temperature') =>
  scaleOf({ values: Float32Array.from(values), widthPx: values.length, heightPx: 1 }, palette);

describe('scaleOf', () => {
  it('ends at round temperatures around the data and is as dark on both sides', () => {
    const scale = scaleOfValues([-7.3, NaN, 2.1]);
    expect(scale).toMatchObject({ min: -8, max: 4, ticks: [-8, -6, -4, -2, 0, 2, 4] });
    expect([scale.colourOf(-2), scale.colourOf(2)]).toEqual([temperatureColour(-2, 8), temperatureColour(2, 8)]);
  });

  it('reaches to 0 °C where all the ground is frozen, or none of it', () => {
    expect(scaleOfValues([-9, -4])).toMatchObject({ min: -9, max: 0 });
    expect(scaleOfValues([3, 8])).toMatchObject({ min: 0, max: 8 });
  });

  it('is bright where a relief is lit', () => {
    const { min, max, colourOf } = scaleOfValues([0, 200], 'light');
    expect([colourOf(min), colourOf(max)]).toEqual([lightColour(0), lightColour(1)]);
  });

  it('leaves a hundredth of outliers beyond an arrow', () => {
    const values = Array.from({ length: 1000 }, (_, i) => -4 + (i / 1000) * 6);
    values[0] = -60;
    const scale = scaleOfValues(values);
    expect(scale).toMatchObject({ min: -4, hasBelow: true, hasAbove: false });
  });

  it.each([[[]], [[NaN, NaN]], [[0, 0]]])('has a scale even for %j', (values) => {
    const { min, max, ticks } = scaleOfValues(values);
    expect(min).toBeLessThanOrEqual(0);
    expect(max).toBeGreaterThan(min);
    expect(ticks).toContain(0);
  });

  it('spans an amount from its least to its greatest, wherever 0 lies', () => {
    const scale = scaleOfValues([2130, 2480, NaN], 'amount');
    expect(scale).toMatchObject({ min: 2100, max: 2500, hasBelow: false, hasAbove: false });
    expect([scale.colourOf(2100), scale.colourOf(2500)]).toEqual([amountColour(0), amountColour(1)]);
  });

  it.each([[[]], [[NaN]], [[0, 0]], [[-7, -7]], [[1e6]]])('has a scale of amounts even for %j', (values) => {
    const { min, max } = scaleOfValues(values, 'amount');
    expect(max).toBeGreaterThan(min);
    for (const value of values.filter((each) => !Number.isNaN(each))) {
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  });
});
