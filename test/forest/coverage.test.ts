import { describe, expect, it } from 'vitest';
import { countCoverage, rankCodes } from '../../src/forest/coverage.ts';

describe('countCoverage', () => {
  it('counts missing and outlying cells of each covariate, the ends of a range being inside', () => {
    const columns = [Float32Array.of(1, 2, 3, Number.NaN, 0.5), Float32Array.of(9, 10, 11, 12, Number.NaN)];
    const ranges = [
      { minimum: 1, maximum: 3, codes: null },
      { minimum: 10, maximum: 11, codes: null },
    ];
    expect([...countCoverage(columns, ranges, 5)]).toEqual([1, 1, 1, 2]);
  });

  it('looks at the first `count` cells only', () => {
    expect([...countCoverage([Float32Array.of(5, Number.NaN)], [{ minimum: 0, maximum: 1, codes: null }], 1)]).toEqual([
      0, 1,
    ]);
  });
});

describe('rankCodes', () => {
  it('gives codes their ranks, and takes unseen ones for missing, counted; numbers stay', () => {
    const columns = [Float32Array.of(30, 7, 8, Number.NaN, 0, 7), Float32Array.of(30, 7, 8, 9, 0, 7)];
    const number = { minimum: 0, maximum: 30, codes: null };
    const codes = [7, 0, 30].map((code, rank) => ({ code, rank }));
    expect([...rankCodes(columns, [{ minimum: 0, maximum: 2, codes }, number], 5)]).toEqual([1, 0]);
    expect([...columns[0]!]).toEqual([2, 0, Number.NaN, Number.NaN, 1, 7]);
    expect([...columns[1]!]).toEqual([30, 7, 8, 9, 0, 7]);
  });

  it('lets several codes stand for one level', () => {
    const columns = [Float32Array.of(5, 6, 7)];
    const codes = [5, 7].map((code) => ({ code, rank: 1 }));
    expect([...rankCodes(columns, [{ minimum: 0, maximum: 1, codes }], 3)]).toEqual([1]);
    expect([...columns[0]!]).toEqual([1, Number.NaN, 1]);
  });
});
