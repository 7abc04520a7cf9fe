import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinForests, LEAF, linkRightChildren, treeCountOf, viewForest } from '../../src/forest/forest.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { forestOf, forests } from './support/forests.ts';

const stump = forestOf(2, [{ feature: 1, threshold: 0.5, left: { value: -2 }, right: { value: 3 } }]);

describe('packForest', () => {
  it('lays a stump out in depth-first order', () => {
    expect([...stump.feature]).toEqual([1, LEAF, LEAF]);
    expect([...stump.right]).toEqual([2, 0, 0]);
    expect([...stump.value]).toEqual([0, -2, 3]);
    expect([...stump.treeStarts]).toEqual([0, 3]);
  });
});

describe('viewForest', () => {
  it('shares memory with the forest that was packed', () => {
    const forest = forestOf(1, [{ value: 1 }]);
    const view = viewForest(structuredClone(forest.buffer));
    view.value[0] = 7;
    expect(forest.value[0]).toBe(7);
  });

  it('refuses buffers that are no forest', () => {
    for (const buffer of [new SharedArrayBuffer(0), new SharedArrayBuffer(64), stump.buffer.slice(0, -1)]) {
      expect(() => viewForest(buffer)).toThrow(/Expected the buffer of a packed forest/);
    }
  });
});

describe('joinForests', () => {
  it('predicts the tree-weighted mean of its parts and keeps their nodes', () => {
    fc.assert(
      fc.property(fc.array(forests(2), { minLength: 1, maxLength: 4 }), fc.double(), fc.double(), (parts, a, b) => {
        const joined = joinForests(parts);
        expect([...joined.value]).toEqual(parts.flatMap((part) => [...part.value]));
        expect(linkRightChildren(joined.feature, joined.treeStarts)).toEqual(joined.right);
        const sum = parts.reduce((total, part) => total + predictNaive(part, [a, b]) * treeCountOf(part), 0);
        const expected = sum / treeCountOf(joined);
        if (Number.isNaN(expected)) expect(predictNaive(joined, [a, b])).toBeNaN();
        else expect(Math.abs(predictNaive(joined, [a, b]) - expected)).toBeLessThan(1e-12);
      }),
    );
  });

  it('refuses nothing and parts over different covariates', () => {
    expect(() => joinForests([])).toThrow(/same covariates/);
    expect(() => joinForests([stump, forestOf(1, [{ value: 0 }])])).toThrow('got counts [2, 1]');
  });
});

describe('linkRightChildren', () => {
  it('finds the right children of any forest from its order alone', () => {
    fc.assert(
      fc.property(forests(3), (forest) => {
        expect(linkRightChildren(forest.feature, forest.treeStarts)).toEqual(forest.right);
      }),
    );
  });

  it.each([
    ['a tree that ends early', [0, -1], [0, 2]],
    ['a tree with nodes left over', [-1, -1], [0, 2]],
    ['an empty tree', [-1], [0, 0, 1]],
    ['nodes of no tree', [-1, -1], [0, 1]],
    ['a first tree that starts late', [-1], [1, 1]],
    ['no tree', [], []],
  ])('is null for %s', (_name, feature, starts) => {
    expect(linkRightChildren(Int16Array.from(feature), Uint32Array.from(starts))).toBeNull();
  });
});
