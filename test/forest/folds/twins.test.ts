import { describe, expect, it } from 'vitest';
import { countTwins } from '../../../src/forest/folds/twins.ts';
import type { Folds } from '../../../src/forest/folds.ts';

const foldsOf = (foldOfRow: readonly number[], withheld: readonly number[][] | null = null): Folds => ({
  scheme: 'given',
  foldCount: Math.max(...foldOfRow) + 1,
  foldOfRow: Uint32Array.from(foldOfRow),
  withheld: withheld === null ? null : withheld.map((rows) => Uint32Array.from(rows)),
});

describe('countTwins', () => {
  // Rows 0, 2 and 4 are alike; 1 and 3 differ in the second covariate only.
  const columns = [Float32Array.of(5, 7, 5, 7, 5), Float32Array.of(1, 1, 1, 2, 1)];

  it('counts rows whose covariates all stand in a row of another fold', () => {
    expect(countTwins(foldsOf([0, 0, 1, 1, 1]), columns)).toBe(3);
    expect(countTwins(foldsOf([0, 1, 0, 2, 0]), columns)).toBe(0);
  });

  it('does not count what is withheld from the model of the fold', () => {
    // The model of fold 0 lacks rows 2 and 4; those of folds 1 and 2 lack each other’s row, and keep row 0.
    expect(countTwins(foldsOf([0, 3, 1, 4, 2], [[2, 4], [4], [2], [], []]), columns)).toBe(2);
  });

  it('takes values as they are stored: 1e-8 beside 1 is nothing in float32', () => {
    const near = [Float32Array.of(1, 1 + 1e-8, 1 + 1e-6)];
    expect(countTwins(foldsOf([0, 1, 2]), near)).toBe(2);
  });

  it('is quick where every row is alike', () => {
    const rowCount = 50_000;
    const folds = foldsOf(Array.from({ length: rowCount }, (_, row) => row % 10));
    expect(countTwins(folds, [new Float32Array(rowCount)])).toBe(rowCount);
    expect(countTwins({ ...folds, foldOfRow: folds.foldOfRow.fill(0) }, [new Float32Array(rowCount)])).toBe(0);
  });
});
