import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../src/core/sphere.ts';
import { givenFolds, leaveOneOutFolds } from '../../../src/forest/folds.ts';
import { medianSeparationM } from '../../../src/forest/folds/separation.ts';

const degreeM = (Math.PI / 180) * 6_371_008.771;

describe('medianSeparationM', () => {
  const onEquator = unitVectors([0, 1, 3, 10], [0, 0, 0, 0]);

  it('is the way to the nearest row of another fold', () => {
    const folds = givenFolds(['a', 'a', 'b', 'b']);
    // 3, 2, 2 and 9 degrees.
    expect(Math.abs(medianSeparationM(folds, onEquator) - 2.5 * degreeM)).toBeLessThan(0.01);
  });

  it('passes over rows that are withheld', () => {
    const withheld = [[1], [0], [1], [2]].map((rows) => Uint32Array.from(rows));
    // 3, 2, 3 and 9 degrees.
    const separation = medianSeparationM({ ...leaveOneOutFolds(4), withheld }, onEquator);
    expect(Math.abs(separation - 3 * degreeM)).toBeLessThan(0.01);
  });
});
