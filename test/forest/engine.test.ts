import { describe, expect, it } from 'vitest';
import type { TreeBatch } from '../../src/forest/engine.ts';
import { joinBatches, resolveOptions } from '../../src/forest/engine.ts';
import { findEngine } from '../../src/forest/engines.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { forestOf } from './support/forests.ts';

describe('resolveOptions', () => {
  it('fills in every default', () => {
    expect(resolveOptions(mlRandomForest, { trees: 10 })).toEqual({
      trees: 10,
      minNodeSize: 5,
      maxDepth: null,
      sampleFraction: null,
      mtry: null,
    });
  });

  it('names the nearest option for an unknown one', () => {
    expect(() => resolveOptions(mlRandomForest, { tree: 10 })).toThrow(
      expect.objectContaining({ code: 'unknown-field', detail: expect.objectContaining({ nearest: 'trees' }) }),
    );
  });

  it.each([
    ['trees', 0],
    ['trees', 5001],
    ['trees', 2.5],
    ['trees', null],
    ['trees', '500'],
    ['trees', Number.NaN],
    ['minNodeSize', 0],
    ['maxDepth', 0],
    ['sampleFraction', 0],
    ['sampleFraction', 1],
  ])('refuses %s = %j with the bounds', (name, value) => {
    const { minimum, maximum } = mlRandomForest.options[name]!;
    expect(() => resolveOptions(mlRandomForest, { [name]: value })).toThrow(
      expect.objectContaining({ code: 'invalid-input', detail: { option: name, minimum, maximum } }),
    );
  });

  it('takes null where the default is null', () => {
    expect(resolveOptions(mlRandomForest, { sampleFraction: null, maxDepth: 3 })).toMatchObject({
      sampleFraction: null,
      maxDepth: 3,
    });
  });
});

describe('findEngine', () => {
  it('finds an engine by name and lists the engines for another name', () => {
    expect(findEngine('ml-random-forest')).toBe(mlRandomForest);
    expect(() => findEngine('ranger')).toThrow('There is no engine "ranger"; there is cryoforest, ml-random-forest');
  });
});

function leaves(firstTree: number, values: readonly number[]): TreeBatch {
  const forest = forestOf(
    1,
    values.map((value) => ({ value })),
  );
  return { firstTree, forest: forest.buffer, inBag: Uint16Array.from(values) };
}

describe('joinBatches', () => {
  it('puts batches in the order of their trees, whatever order they came in', () => {
    const { forest, inBag } = joinBatches([leaves(2, [3]), leaves(0, [1, 2])]);
    expect([...forest.value]).toEqual([1, 2, 3]);
    expect([...inBag]).toEqual([1, 2, 3]);
  });

  it('refuses a gap and a repeat', () => {
    expect(() => joinBatches([leaves(0, [1]), leaves(2, [3])])).toThrow('Expected tree 1, got 2');
    expect(() => joinBatches([leaves(0, [1]), leaves(0, [1])])).toThrow('Expected tree 1, got 0');
  });
});
