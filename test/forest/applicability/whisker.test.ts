import { describe, expect, it } from 'vitest';
import { upperWhisker } from '../../../src/forest/applicability/whisker.ts';

describe('upperWhisker', () => {
  it('is the maximum where nothing lies beyond 1.5 interquartile ranges', () => {
    expect(upperWhisker([4, 1, 3, 2, 5])).toBe(5);
  });

  it('leaves outliers out: of 1 … 9 and 30 it is 9, where the limit is 14.5', () => {
    // R: quantile(c(1:9, 30), c(.25, .75)) is 3.25 and 7.75
    expect(upperWhisker([1, 2, 3, 4, 5, 6, 7, 8, 9, 30])).toBe(9);
    expect(upperWhisker([1, 2, 3, 4, 5, 6, 7, 8, 14.6, 30])).toBe(8);
    expect(upperWhisker([1, 2, 3, 4, 5, 6, 7, 8, 14.5, 30])).toBe(14.5);
  });

  it('is the value itself for one', () => {
    expect(upperWhisker([0.3])).toBe(0.3);
  });
});
