import { describe, expect, it } from 'vitest';
import { packRelation } from '../../src/forest/linear/linearRelation.ts';
import { createRelationKernel, requireForest } from '../../src/forest/relation.ts';
import { forestOf } from './support/forests.ts';

const forest = forestOf(1, [{ feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 2 } }]);
const linear = packRelation(1, [4]);

describe('createRelationKernel', () => {
  it.each([
    ['a forest', { forest }, [1, 2]],
    ['a linear relation', { linear }, [2, 5]],
  ])('evaluates %s', (_name, relation, expected) => {
    const out = new Float32Array(2);
    createRelationKernel(relation).predict([Float32Array.of(0.25, 1)], 2, out);
    expect([...out]).toEqual(expected);
  });
});

describe('requireForest', () => {
  it('gives the forest, and names what cannot be had of a linear relation', () => {
    expect(requireForest({ forest }, 'Band q05')).toBe(forest);
    expect(() => requireForest({ linear }, 'Band q05')).toThrow(/^Band q05 needs a forest/);
  });
});
