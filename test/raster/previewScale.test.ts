import { describe, expect, it } from 'vitest';
import { scaleOf } from '../../src/raster/previewScale.ts';

const scaleOfValues = (values: readonly number[]) =>
  scaleOf({ values: Float32Array.from(values), widthPx: values.length, heightPx: 1 });

describe('scaleOf', () => {
  it('ends at round temperatures around the data and is as dark on both sides', () => {
    expect(scaleOfValues([-7.3, NaN, 2.1])).toMatchObject({
      minC: -8,
      maxC: 4,
      fullC: 8,
      ticksC: [-8, -6, -4, -2, 0, 2, 4],
    });
  });

  it('reaches to 0 °C where all the ground is frozen, or none of it', () => {
    expect(scaleOfValues([-9, -4])).toMatchObject({ minC: -9, maxC: 0 });
    expect(scaleOfValues([3, 8])).toMatchObject({ minC: 0, maxC: 8 });
  });

  it('leaves a hundredth of outliers beyond an arrow', () => {
    const values = Array.from({ length: 1000 }, (_, i) => -4 + (i / 1000) * 6);
    values[0] = -60;
    const scale = scaleOfValues(values);
    expect(scale).toMatchObject({ minC: -4, hasBelow: true, hasAbove: false });
  });

  it.each([[[]], [[NaN, NaN]], [[0, 0]]])('has a scale even for %j', (values) => {
    const { minC, maxC, ticksC } = scaleOfValues(values);
    expect(minC).toBeLessThanOrEqual(0);
    expect(maxC).toBeGreaterThan(minC);
    expect(ticksC).toContain(0);
  });
});
