import { describe, expect, it } from 'vitest';
import { joinBatches, resolveOptions, trainTrees } from '../../src/forest/engine.ts';
import { mlRandomForest } from '../../src/forest/mlRandomForest.ts';
import { joinStretches, predictStretch, treeValue } from '../../src/forest/outOfBag.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { voteStretch } from '../../src/forest/votes.ts';
import { forestOf } from './support/forests.ts';
import { allRows, makeTable, rowOf } from './support/tables.ts';

const stump = { feature: 0, threshold: 1.5, left: { value: 10 }, right: { value: 20 } };

describe('predictStretch', () => {
  it('averages only the trees that did not see the row, and counts rows that all trees saw', () => {
    const forest = forestOf(1, [stump, { value: 4 }]);
    const columns = [Float32Array.from([1, 2, 3])];
    const inBag = Uint16Array.from([0, 1, 2, 0, 0, 1]);
    const result = predictStretch({ forest, columns, rows: allRows(3), inBag }, 0, 3);
    expect([...result.predictions]).toEqual([7, 4, Number.NaN]);
    expect([...result.treeCounts]).toEqual([2, 1, 0]);
    expect(result.neverOutOfBag).toBe(1);
  });

  it('reads the table through the rows that were trained on', () => {
    const columns = [Float32Array.from([9, 9, 9, 1])];
    const rows = Uint32Array.from([3, 0]);
    const result = predictStretch({ forest: forestOf(1, [stump]), columns, rows, inBag: new Uint16Array(2) }, 0, 2);
    expect([...result.predictions]).toEqual([10, 20]);
  });

  it('leaves rows without a prediction with 2 trees on 50 rows, and does not throw', () => {
    const table = makeTable(50, 2);
    const options = resolveOptions(mlRandomForest, { trees: 2 });
    const { forest, inBag } = joinBatches([
      trainTrees(mlRandomForest, { ...table, options, seed: 1, firstTree: 0, treeCount: 2 }),
    ]);
    const result = predictStretch({ ...table, forest, inBag }, 0, 50);
    expect(result.neverOutOfBag).toBeGreaterThan(5);
    expect(result.predictions.filter(Number.isNaN)).toHaveLength(result.neverOutOfBag);
  });
});

describe('joinStretches', () => {
  const forest = forestOf(1, [stump, { value: 1 }, { ...stump, left: { value: 0 }, right: { value: 2 } }]);
  const columns = [Float32Array.from([1, 2, 1, 3, 1])];
  const rows = Uint32Array.from([4, 3, 1, 0, 2]);
  const inBag = Uint16Array.from([1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1]);
  const cuts = [0, 1, 1, 4, 5];

  it('of any cut is what all rows get at once: numbers', () => {
    const task = { forest, columns, rows, inBag };
    const parts = cuts.slice(1).map((end, i) => predictStretch(task, cuts[i]!, end));
    expect(joinStretches(parts)).toEqual(predictStretch(task, 0, 5));
    expect(joinStretches(parts).neverOutOfBag).toBe(1);
  });

  it('of any cut is what all rows get at once: classes', () => {
    const classes = forestOf(1, [{ value: 1 }, { ...stump, left: { value: 0 }, right: { value: 2 } }]);
    const task = { forest: classes, columns, rows, inBag: inBag.subarray(0, 10) };
    const parts = cuts.slice(1).map((end, i) => voteStretch(task, 3, cuts[i]!, end));
    expect(joinStretches(parts)).toEqual(voteStretch(task, 3, 0, 5));
  });
});

describe('treeValue', () => {
  it('over all trees averages to the prediction', () => {
    const table = makeTable(20, 3);
    const options = resolveOptions(mlRandomForest, {});
    const { forest } = joinBatches([
      trainTrees(mlRandomForest, { ...table, options, seed: 1, firstTree: 0, treeCount: 5 }),
    ]);
    for (const row of table.rows) {
      let sum = 0;
      for (let tree = 0; tree < 5; tree++) sum += treeValue(forest, tree, table.columns, row);
      expect(sum / 5).toBe(predictNaive(forest, rowOf(table.columns, row)));
    }
  });
});
