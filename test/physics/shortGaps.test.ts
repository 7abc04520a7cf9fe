import { describe, expect, it } from 'vitest';
import { bridgeGaps } from '../../src/physics/shortGaps.ts';

const gap = Number.NaN;

describe('bridgeGaps', () => {
  it('bridges two days by a straight line and leaves three and the ends', () => {
    const { valuesC, bridged } = bridgeGaps(Float64Array.of(gap, 0, gap, gap, 6, gap, gap, gap, 1, gap), 2);
    expect(Array.from(valuesC)).toEqual([gap, 0, 2, 4, 6, gap, gap, gap, 1, gap]);
    expect(Array.from(bridged)).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('bridges nothing where no gap may be bridged', () => {
    expect(Array.from(bridgeGaps(Float64Array.of(1, gap, 3), 0).valuesC)).toEqual([1, gap, 3]);
  });
});
