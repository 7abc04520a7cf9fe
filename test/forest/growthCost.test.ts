import { describe, expect, it } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions } from '../../src/forest/engine.ts';
import { costOfGrowth } from '../../src/forest/growthCost.ts';

const options = resolveOptions(cryoforest, { trees: 100 });

describe('costOfGrowth', () => {
  it('is 100 × 2e-8 × n log₂ n × mtry seconds where rows fit the caches, and more a row beyond', () => {
    const small = costOfGrowth(1000, 10, options, 3);
    expect(small.seconds).toBeCloseTo(100 * 2e-8 * 1000 * Math.log2(1000) * 3, 9);
    const large = costOfGrowth(1_000_000, 10, options, 3);
    // Measured: 5.5 s a tree of numbers, 9 s of classes.
    expect(large.seconds / 100).toBeGreaterThan(3);
    expect(large.seconds / 100).toBeLessThan(9);
  });

  it('falls with the share of the rows that a tree sees, and counts 2 bytes a tree and row', () => {
    const half = costOfGrowth(10_000, 10, resolveOptions(cryoforest, { trees: 100, sampleFraction: 0.5 }), 3);
    const whole = costOfGrowth(10_000, 10, options, 3);
    expect(half.seconds).toBeLessThan(0.5 * whole.seconds);
    expect(whole.inBagBytes).toBe(2_000_000);
    // 6,758 nodes were grown at 10,000 rows.
    expect(Math.abs(whole.forestBytes / 100 / 18 / 6758 - 1)).toBeLessThan(0.05);
  });
});
