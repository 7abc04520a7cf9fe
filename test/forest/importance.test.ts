import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/forest/engine.ts';
import { permutationImportance } from '../../src/forest/importance.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { trainForest } from '../../src/forest/trainForest.ts';
import { forestOf } from './support/forests.ts';
import { allRows, makeTable } from './support/tables.ts';

describe('permutationImportance', () => {
  it('ranks what made the target: the slope, then the step, then noise near 0', async () => {
    const request = { ...makeTable(80, 3), options: resolveOptions(mlRandomForest, { trees: 60 }), seed: 2 };
    const trained = await trainForest(request, 60, (task) => Promise.resolve(mlRandomForest.trainTrees(task)));
    const [slope, step, noise] = permutationImportance(request, trained)!;
    // A permuted slope of −1 over 0..10 costs about twice its variance: 2 · 100 / 12.
    expect(slope!.increase).toBeGreaterThan(10);
    expect(slope!.increase).toBeLessThan(22);
    expect(step!.increase).toBeGreaterThan(1);
    expect(Math.abs(noise!.increase)).toBeLessThan(0.2);
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
    expect(unused).toEqual({ increase: 0, sd: 0 });
    expect(used!.increase).toBeGreaterThan(0);
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
    expect(first!.increase).toBeGreaterThan(0);
    expect(second!.increase).not.toBe(first!.increase);
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
      { increase: 0, sd: null },
    ]);
    expect(permutationImportance(request, { forest, inBag: Uint16Array.from([1, 1, 1, 1]) })).toBeNull();
  });
});
