import * as fc from 'fast-check';
import { RandomForestRegression } from 'ml-random-forest';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { EngineOptions } from '../../src/forest/engine.ts';
import { joinBatches, resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import type { Forest } from '../../src/forest/forest.ts';
import { viewForest } from '../../src/forest/forest.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { createSampler } from '../../src/forest/sample.ts';
import type { Table } from './support/tables.ts';
import { makeTable, poisonedTable, rowOf, tableOf } from './support/tables.ts';

function train(table: Table, given: Record<string, number>, seed = 1): { forest: Forest; inBag: Uint16Array } {
  const options = resolveOptions(mlRandomForest, given);
  const batch = trainTrees(mlRandomForest, { ...table, options, seed, firstTree: 0, treeCount: given['trees']! });
  return joinBatches([batch]);
}

function optionsWith(given: Record<string, number>): EngineOptions {
  return resolveOptions(mlRandomForest, given);
}

describe('trainTrees of ml-random-forest', () => {
  it('gives the same bytes however the trees are split into batches', () => {
    const table = makeTable(40, 3);
    const options = resolveOptions(mlRandomForest, {});
    const grow = (firstTree: number, treeCount: number) =>
      trainTrees(mlRandomForest, { ...table, options, seed: 5, firstTree, treeCount });
    const whole = joinBatches([grow(0, 12)]);
    const parts = joinBatches([grow(9, 3), grow(0, 1), grow(1, 8)]);
    expect(Buffer.from(parts.forest.buffer).equals(Buffer.from(whole.forest.buffer))).toBe(true);
    expect(parts.inBag).toEqual(whole.inBag);
    expect(Buffer.from(train(table, { trees: 12 }, 6).forest.buffer).equals(Buffer.from(whole.forest.buffer))).toBe(
      false,
    );
  });

  it("predicts what the package itself predicts, on the package's thresholds too", () => {
    // Few distinct values: midpoints, ties and splits at a data value all occur.
    const value = fc.constantFrom(-1.5, 0, 0.1, 1, 1 + 2 ** -23, 1 + 2 ** -22, 7);
    const row = fc.tuple(value, value, fc.constantFrom(-4.7, -2.2, -2.1, 0.3, 0.7));
    fc.assert(
      fc.property(fc.array(row, { minLength: 5, maxLength: 25 }), fc.nat({ max: 1000 }), (rows, seed) => {
        const table = tableOf(
          [rows.map((r) => r[0]), rows.map((r) => r[1])],
          rows.map((r) => r[2]),
        );
        const { forest, inBag } = train(table, { trees: 1, minNodeSize: 2 }, seed);
        const random = createRandom(seed, 0);
        expect(createSampler(rows.length, null, null)(random)).toEqual(inBag);
        const sample = rows.flatMap((_, i) => Array.from({ length: inBag[i]! }, () => i));
        const itself = new RandomForestRegression({
          nEstimators: 1,
          maxFeatures: 1,
          useSampleBagging: false,
          noOOB: true,
          seed: random.nextUint32(),
          treeOptions: { minNumSamples: 2, gainThreshold: -1 },
        });
        const target = sample.map((i) => table.target[i]!);
        itself.train(
          sample.map((i) => rowOf(table.columns, i)),
          target,
        );
        // The package refuses a split without error at the root; ours is tested on its own.
        fc.pre(forest.feature.length > 3 || itself.estimators![0].root.left !== undefined);
        const everyRow = rows.map((_, i) => rowOf(table.columns, i));
        expect(everyRow.map((x) => predictNaive(forest, x))).toEqual(itself.predict(everyRow));
      }),
      { numRuns: 200 },
    );
  });

  it('makes the perfect split that the package refuses: y = (x ≥ 20) is learnt', () => {
    const x = Array.from({ length: 40 }, (_, i) => i);
    const table = tableOf(
      [x, x.map((i) => (i * 7) % 11)],
      x.map((i) => (i >= 20 ? 1 : 0)),
    );
    const { forest } = train(table, { trees: 25 });
    expect([0, 10, 30, 39].map((i) => predictNaive(forest, rowOf(table.columns, i)))).toEqual([0, 0, 1, 1]);
    expect(forest.feature.length).toBe(25 * 3);
  });

  it('makes perfect splits below the root: three steps are learnt', () => {
    const x = Array.from({ length: 60 }, (_, i) => i);
    const table = tableOf(
      [x],
      x.map((i) => Math.floor(i / 20) * 2),
    );
    const { forest } = train(table, { trees: 25 });
    expect([2, 30, 57].map((i) => predictNaive(forest, [i]))).toEqual([0, 2, 4]);
  });

  it('does not throw where rows are never out of bag: one tree, five rows', () => {
    const table = makeTable(5, 2);
    const { forest, inBag } = train(table, { trees: 1 });
    expect(viewForest(forest.buffer).treeStarts).toHaveLength(2);
    expect(inBag.reduce((sum, count) => sum + count, 0)).toBe(5);
  });

  it('trains only on the rows that it was given', () => {
    const table = poisonedTable();
    const { forest, inBag } = train(table, { trees: 30 });
    expect(inBag).toHaveLength(30 * table.rows.length);
    expect(Math.max(...forest.value)).toBeLessThan(4);
  });

  it('limits depth: maxDepth 1 gives stumps', () => {
    const { forest } = train(makeTable(40, 2), { trees: 4, maxDepth: 1 });
    expect([...forest.treeStarts]).toEqual([0, 3, 6, 9, 12]);
  });

  it('does not split nodes of minNodeSize rows: 40 rows and 40 give single leaves, the sample mean', () => {
    const table = makeTable(40, 2);
    const { forest, inBag } = train(table, { trees: 1, minNodeSize: 40 });
    const mean = table.target.reduce((sum, value, i) => sum + value * inBag[i]!, 0) / 40;
    expect(forest.value).toHaveLength(1);
    expect(Math.abs(forest.value[0]! - mean)).toBeLessThan(1e-12);
  });

  it('sampleFraction draws that share without replacement', () => {
    const { inBag } = train(makeTable(40, 2), { trees: 3, sampleFraction: 0.5 });
    expect(Math.max(...inBag)).toBe(1);
    expect(inBag.reduce((sum, count) => sum + count, 0)).toBe(60);
  });
});

describe('check of ml-random-forest', () => {
  it('takes all covariates per split and nothing else', () => {
    expect(() => mlRandomForest.check(100, 4, optionsWith({}), false)).not.toThrow();
    expect(() => mlRandomForest.check(100, 4, optionsWith({ mtry: 4 }), false)).not.toThrow();
    expect(() => mlRandomForest.check(100, 4, optionsWith({ mtry: 2 }), false)).toThrow(/rose by 16 %/);
    expect(() => mlRandomForest.check(100, 4, optionsWith({ mtry: 5 }), false)).toThrow('only 4 covariates');
  });

  it('refuses 20,000 rows with the hours that they would take', () => {
    expect(() => mlRandomForest.check(5_000, 10, optionsWith({}), false)).not.toThrow();
    expect(() => mlRandomForest.check(20_000, 10, optionsWith({}), false)).toThrow(
      expect.objectContaining({ code: 'too-large', message: expect.stringContaining('about 11 hours') }),
    );
  });
});
