import { describe, expect, it } from 'vitest';
import { cryoforest } from '../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { forestOf } from './support/forests.ts';
import type { Tree } from './support/forests.ts';
import { allRows, makeTable } from './support/tables.ts';

describe('permutationImportance', () => {
  it('ranks what made the target: the slope, then the step, then noise near 0', async () => {
    const request = { ...makeTable(80, 3), options: resolveOptions(mlRandomForest, { trees: 60 }), seed: 2 };
    const trained = await trainForest(request, 60, (task) => Promise.resolve(trainTrees(mlRandomForest, task)));
    const [slope, step, noise] = permutationImportance(request, trained)!;
    // A permuted slope of −1 over 0..10 costs about twice its variance: 2 · 100 / 12.
    expect(slope!.mean).toBeGreaterThan(10);
    expect(slope!.mean).toBeLessThan(22);
    expect(step!.mean).toBeGreaterThan(1);
    expect(Math.abs(noise!.mean)).toBeLessThan(0.2);
    expect(slope!.sd).toBeGreaterThan(0);
    expect(permutationImportance(request, trained)).toEqual([slope, step, noise]);
  });

  it('is exactly 0 for a covariate that no tree uses', () => {
    const stump = { feature: 0, threshold: 1.5, left: { value: 1 }, right: { value: 2 } };
    const request = {
      columns: [Float32Array.from([1, 2, 1, 2]), Float32Array.from([5, 6, 7, 8])],
      target: Float64Array.from([1, 2, 1, 2]),
      rows: allRows(4),
      options: {},
      seed: 1,
    };
    const trained = { forest: forestOf(2, [stump, stump]), inBag: new Uint16Array(8) };
    const [used, unused] = permutationImportance(request, trained)!;
    expect(unused).toEqual({ mean: 0, sd: 0 });
    expect(used!.mean).toBeGreaterThan(0);
  });

  it('draws anew for each covariate: two equal covariates in equal trees differ by chance only', () => {
    const values = Float32Array.from({ length: 20 }, (_, i) => i);
    const split = { threshold: 9, left: { value: 4.5 }, right: { value: 14.5 } };
    const request = {
      columns: [values, values],
      target: Float64Array.from(values),
      rows: allRows(20),
      options: {},
      seed: 1,
    };
    const forest = forestOf(2, [
      { feature: 0, ...split },
      { feature: 1, ...split },
    ]);
    const [first, second] = permutationImportance(request, { forest, inBag: new Uint16Array(40) })!;
    expect(first!.mean).toBeGreaterThan(0);
    expect(second!.mean).not.toBe(first!.mean);
  });

  it('passes over trees that saw every row, and is null where all did', () => {
    const request = {
      columns: [Float32Array.from([1, 2])],
      target: Float64Array.from([1, 2]),
      rows: allRows(2),
      options: {},
      seed: 1,
    };
    const forest = forestOf(1, [{ value: 1 }, { value: 1 }]);
    expect(permutationImportance(request, { forest, inBag: Uint16Array.from([1, 1, 0, 0]) })).toEqual([
      { mean: 0, sd: null },
    ]);
    expect(permutationImportance(request, { forest, inBag: Uint16Array.from([1, 1, 1, 1]) })).toBeNull();
  });

  it('permutes a group together, and finds what two alike covariates hide from each other', async () => {
    const { columns, target, rows } = makeTable(120, 2);
    const twins = { columns: [columns[0]!, columns[0]!.slice(), columns[1]!], target, rows };
    const request = { ...twins, options: resolveOptions(cryoforest, { trees: 100 }), seed: 5 };
    const trained = await trainForest(request, 100, (task) => Promise.resolve(trainTrees(cryoforest, task)));
    const [together, first, second] = permutationImportance(request, trained, [[0, 1], [0], [1]])!;
    expect(together!.mean).toBeGreaterThan(first!.mean + second!.mean);
    expect([first, second]).toEqual(permutationImportance(request, trained)!.slice(0, 2));
  });

  it('leaves the error as it is where a group holds all that a row knows: permuted rows are whole rows', () => {
    // The tree predicts x + y, which no row of one group can tell from another one's by parts.
    const forest = forestOf(2, [{ feature: 0, threshold: 0.5, left: leafSum(0), right: leafSum(1) }]);
    const request = {
      columns: [Float32Array.from([0, 0, 1, 1]), Float32Array.from([1, 1, 0, 0])],
      target: Float64Array.from([1, 1, 1, 1]),
      rows: allRows(4),
      options: {},
      seed: 3,
    };
    const trained = { forest, inBag: new Uint16Array(4) };
    const [together, alone] = permutationImportance(request, trained, [[0, 1], [0]])!;
    expect(together!.mean).toBe(0);
    expect(alone!.mean).toBeGreaterThan(0);
  });
});

function leafSum(x: number): Tree {
  return { feature: 1, threshold: 0.5, left: { value: x }, right: { value: x + 1 } };
}
