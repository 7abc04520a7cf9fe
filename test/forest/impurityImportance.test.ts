import { describe, expect, it } from 'vitest';
import { squaredDeviations } from '../../src/core/statistics.ts';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { correctedImportance, impurityDecreases, withShadows } from '../../src/forest/impurityImportance.ts';
import { treeValue } from '../../src/forest/outOfBag.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import type { Training } from '../../src/forest/engine.ts';
import { createRandom } from '../../src/core/random.ts';
import { forestOf } from './support/forests.ts';
import { allRows, makeTable } from './support/tables.ts';

const grow = (request: Training) => trainForest(request, 500, (task) => Promise.resolve(trainTrees(cryoforest, task)));

describe('impurityDecreases', () => {
  it('gives one split its decrease by hand: 3 rows of 0 and 1 row of 4 have variance 3, and none after it', () => {
    const forest = forestOf(2, [{ feature: 1, threshold: 1.5, left: { value: 0 }, right: { value: 4 } }]);
    const request = {
      columns: [Float32Array.from([9, 9, 9]), Float32Array.from([1, 2, 7])],
      target: Float64Array.from([0, 4, 99]),
      rows: allRows(3),
      options: {},
      seed: 1,
    };
    // The first row was drawn three times, the last one not at all.
    const trained = { forest, inBag: Uint16Array.from([3, 1, 0]) };
    expect(impurityDecreases(request, trained).map((tree) => [...tree])).toEqual([[0, 3]]);
  });

  it('adds up to the variance of the sample minus what is left in the leaves', async () => {
    const request = { ...makeTable(90, 4), options: resolveOptions(cryoforest, { trees: 5 }), seed: 4 };
    const trained = await grow(request);
    for (const [tree, decreases] of impurityDecreases(request, trained).entries()) {
      const sample = [...request.rows].flatMap((row) =>
        Array.from({ length: trained.inBag[tree * 90 + row]! }, () => row),
      );
      const target = sample.map((row) => request.target[row]!);
      const left = sample.map((row) => request.target[row]! - treeValue(trained.forest, tree, request.columns, row));
      const expected = (squaredDeviations(target) - left.reduce((sum, error) => sum + error ** 2, 0)) / sample.length;
      expect(decreases.reduce((sum, value) => sum + value)).toBeCloseTo(expected, 10);
    }
  });
});

describe('impurityDecreases of classes', () => {
  it('is the Gini impurity that one split takes away, by hand: 1 − 3 × (1/3)² before, half of 2/3 rows after', () => {
    const forest = forestOf(1, [{ feature: 0, threshold: 1.5, left: { value: 0 }, right: { value: 1 } }]);
    const columns = [Float32Array.from([1, 2, 3])];
    const target = Float64Array.from([0, 1, 2]);
    const request = { columns, target, classCount: 3, rows: allRows(3), options: {}, seed: 1 };
    const [tree] = impurityDecreases(request, { forest, inBag: Uint16Array.from([1, 1, 1]) });
    expect(tree![0]).toBeCloseTo(2 / 3 - (2 / 3) * (1 / 2), 12);
  });
});

describe('withShadows', () => {
  it('puts the same other row behind every covariate, among the rows of the training only', () => {
    const { columns, target } = makeTable(6, 2);
    const request = { columns, target, rows: Uint32Array.from([1, 3, 4, 5]), options: {}, seed: 3 };
    const shadowed = withShadows(request).columns;
    expect(shadowed.slice(0, 2)).toEqual(columns);
    const source = [1, 3, 4, 5].map((row) => columns[0]!.indexOf(shadowed[2]![row]!));
    expect(source.toSorted((a, b) => a - b)).toEqual([1, 3, 4, 5]);
    expect(source).not.toEqual([1, 3, 4, 5]);
    expect([1, 3, 4, 5].map((row) => columns[1]!.indexOf(shadowed[3]![row]!))).toEqual(source);
  });
});

describe('correctedImportance', () => {
  it('gives noise about 0 however many values it has, where the plain decrease prefers many values', async () => {
    const random = createRandom(11);
    const { columns, target, rows } = makeTable(150, 2);
    const coin = Float32Array.from(rows, () => random.nextBelow(2));
    const fine = Float32Array.from(rows, () => random.nextUnit());
    const sums = { coin: 0, fine: 0, plainCoin: 0, plainFine: 0, step: Infinity };
    const seeds = [1, 2, 3, 4, 5, 6];
    for (const seed of seeds) {
      const options = resolveOptions(cryoforest, { trees: 100, mtry: 2 });
      const request = withShadows({ columns: [...columns, coin, fine], target, rows, options, seed });
      const trained = await grow(request);
      const [, step, noiseCoin, noiseFine] = correctedImportance(request, trained);
      const plain = impurityDecreases(request, trained).map((tree) => [tree[2]!, tree[3]!] as const);
      sums.coin += noiseCoin!.mean / seeds.length;
      sums.fine += noiseFine!.mean / seeds.length;
      sums.plainCoin += plain.reduce((sum, [value]) => sum + value, 0) / plain.length / seeds.length;
      sums.plainFine += plain.reduce((sum, [, value]) => sum + value, 0) / plain.length / seeds.length;
      sums.step = Math.min(sums.step, step!.mean);
    }
    expect(sums.plainFine).toBeGreaterThan(2 * sums.plainCoin);
    expect(Math.abs(sums.coin)).toBeLessThan(0.25 * sums.plainCoin);
    expect(Math.abs(sums.fine)).toBeLessThan(0.25 * sums.plainFine);
    expect(sums.step).toBeGreaterThan(10 * Math.abs(sums.fine));
  });
});
