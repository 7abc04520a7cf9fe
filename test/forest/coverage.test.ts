import { describe, expect, it } from 'vitest';
import { countCoverage } from '../../src/forest/coverage.ts';

describe('countCoverage', () => {
  it('counts missing and outlying cells of each covariate, the ends of a range being inside', () => {
    const columns = [Float32Array.of(1, 2, 3, Number.NaN, 0.5), Float32Array.of(9, 10, 11, 12, Number.NaN)];
    const ranges = [
      { minimum: 1, maximum: 3 },
      { minimum: 10, maximum: 11 },
    ];
    expect([...countCoverage(columns, ranges, 5)]).toEqual([1, 1, 1, 2]);
  });

  it('looks at the first `count` cells only', () => {
    expect([...countCoverage([Float32Array.of(5, Number.NaN)], [{ minimum: 0, maximum: 1 }], 1)]).toEqual([0, 1]);
  });
});
