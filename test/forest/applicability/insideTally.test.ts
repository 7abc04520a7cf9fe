import { describe, expect, it } from 'vitest';
import { tallyInside } from '../../../src/forest/applicability/insideTally.ts';

describe('tallyInside', () => {
  it('counts outside and inside row by row, and no cell without a value', () => {
    expect([...tallyInside(Float32Array.of(1, 0, 1, 0, Number.NaN, Number.NaN), 3)]).toEqual([1, 2, 1, 0]);
  });
});
