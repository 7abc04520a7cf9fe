import { describe, expect, it } from 'vitest';
import { doubtScaling, fixedScaling } from '../../src/spectral/scaling.ts';
import type { ScalingName } from '../../src/spectral/scaling.ts';

const doubt = (values: readonly number[], name: ScalingName): string | null =>
  doubtScaling(values, { ...fixedScaling(name)!, fill: name === 'reflectance' ? null : 0 });

describe('doubtScaling', () => {
  it('takes values that suit their scaling', () => {
    expect(doubt([0.02, 0.3, -0.01, Number.NaN, 1.1], 'reflectance')).toBeNull();
    expect(doubt([7273, 9000, 0, 43636], 'landsat-collection-2-level-2')).toBeNull();
    expect(doubt([1, 400, 5000], 'sentinel-2-before-04.00')).toBeNull();
    expect(doubt([1010, 1400, 5000], 'sentinel-2-from-04.00')).toBeNull();
    expect(doubt([Number.NaN], 'reflectance')).toBeNull();
    expect(doubt([0, 0, 0], 'landsat-collection-2-level-2')).toBeNull();
  });

  it('refuses digital numbers given as reflectance', () => {
    expect(doubt([7273, 9000, 12000], 'reflectance')).toContain('9000, would be a reflectance of 9000');
  });

  it('refuses reflectance given as digital numbers, and numbers of another product', () => {
    expect(doubt([0.02, 0.3, 1], 'landsat-collection-2-level-2')).toMatch(/Values such as 0.02 are no stored numbers/);
    expect(doubt([20, 90, 250], 'landsat-collection-2-level-2')).toMatch(/highest of 3 .* reflectance of -0.1931/);
    expect(doubt([20_000, 40_000], 'sentinel-2-before-04.00')).toMatch(/numbers of another product/);
  });
});
