import { describe, expect, it } from 'vitest';
import { designOf, referenceOf, relationOfDesign } from '../../../src/forest/linear/contrasts.ts';
import { leastSquares } from '../../../src/forest/linear/leastSquares.ts';
import { predictRelation } from '../../../src/forest/linear/linearRelation.ts';

/** By rank, not by alphabet. */
const soil = { name: 'soil', levels: ['rock', 'peat', 'silt'] };
const slope = { name: 'slope', levels: null };
const columns = [Float32Array.of(0, 0, 1, 1, 2, 2), Float32Array.of(1, 2, 1, 3, 5, 4)];

describe('designOf', () => {
  it('has a column of 0 and 1 for every level but the first by alphabet, in that order', () => {
    const design = designOf([soil, slope], columns);
    expect(design.map(({ name }) => name)).toEqual(['soil: rock', 'soil: silt', 'slope']);
    expect(design.map(({ values }) => [...values])).toEqual([
      [1, 1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 1],
      [1, 2, 1, 3, 5, 4],
    ]);
    expect(referenceOf(soil.levels)).toBe('peat');
    expect(referenceOf(['20', '3', '7'])).toBe('3');
  });
});

describe('relationOfDesign', () => {
  it('predicts what the design does: the mean of each group where the category is all there is', () => {
    const target = [1, 3, 10, 14, -4, -8];
    const design = designOf([soil], columns);
    const fit = leastSquares(
      design.map(({ values }) => values),
      target,
      design.map(({ name }) => name),
    );
    const relation = relationOfDesign(fit, [soil]);
    for (const [rank, mean] of [2, 12, -6].entries()) {
      expect(Math.abs(predictRelation(relation, [rank]) - mean)).toBeLessThan(1e-12);
    }
  });
});
