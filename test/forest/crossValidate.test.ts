import { describe, expect, it } from 'vitest';
import type { FoldTask, RowPredictor } from '../../src/forest/crossValidate.ts';
import { crossValidate } from '../../src/forest/crossValidate.ts';
import { givenFolds, leaveOneOutFolds, randomFolds } from '../../src/forest/folds.ts';
import { makeTable } from './support/tables.ts';

/** A model that knows only the mean target of the rows it was given. */
function meanModel(target: Float64Array) {
  return ({ rows }: FoldTask) => {
    const value = rows.reduce((sum, row) => sum + target[row]!, 0) / rows.length;
    return Promise.resolve(() => value);
  };
}

describe('crossValidate', () => {
  const target = Float64Array.from([0, 2, 4, 10]);

  it('predicts each row by the others: leave-one-out of the mean', async () => {
    const { repeats, spread } = await crossValidate(
      { target, repeats: [leaveOneOutFolds(4)], seed: 1, concurrency: 1 },
      meanModel(target),
    );
    expect([...repeats[0]!.predictions]).toEqual([16 / 3, 14 / 3, 4, 2]);
    expect(repeats[0]!.foldScores.map((scores) => scores.bias)).toEqual([16 / 3, 14 / 3 - 2, 0, -8]);
    expect(repeats[0]!.pooled).toMatchObject({ n: 4, missing: 0 });
    expect(Math.abs(repeats[0]!.pooled.bias)).toBeLessThan(1e-15);
    expect(spread.rmse).toEqual({ mean: repeats[0]!.pooled.rmse, sd: null });
  });

  it('pools predictions, not fold scores', async () => {
    const { repeats } = await crossValidate(
      { target, repeats: [givenFolds(['a', 'a', 'a', 'b'])], seed: 1, concurrency: 1 },
      meanModel(target),
    );
    // Fold a is predicted as 10, fold b as 2.
    expect([...repeats[0]!.predictions]).toEqual([10, 10, 10, 2]);
    expect(repeats[0]!.pooled.rmse).toBe(Math.sqrt((100 + 64 + 36 + 64) / 4));
    expect(repeats[0]!.foldScores.map((scores) => scores.rmse)).toEqual([Math.sqrt(200 / 3), 8]);
  });

  it('never shows a held-out row to training and gives each fold its own seed', async () => {
    const { target: y } = makeTable(30, 1);
    const repeats = [randomFolds(30, 5, 1, 0), randomFolds(30, 5, 1, 1)];
    const seen: FoldTask[] = [];
    await crossValidate({ target: y, repeats, seed: 1, concurrency: 3 }, (task) => {
      seen.push(task);
      return meanModel(y)(task);
    });
    expect(seen).toHaveLength(10);
    for (const { repeat, fold, rows } of seen) {
      expect([...rows].filter((row) => repeats[repeat]!.foldOfRow[row] === fold)).toEqual([]);
      expect(rows).toHaveLength(24);
    }
    expect(new Set(seen.map((task) => task.seed)).size).toBe(10);
  });

  it('gives the same result for any concurrency, and keeps to it', async () => {
    const { target: y } = makeTable(30, 1);
    const request = { target: y, repeats: [randomFolds(30, 6, 1, 0)], seed: 1 };
    const alone = await crossValidate({ ...request, concurrency: 1 }, meanModel(y));
    let running = 0;
    let most = 0;
    const together = await crossValidate({ ...request, concurrency: 4 }, async (task) => {
      most = Math.max(most, ++running);
      const predict = await meanModel(y)(task);
      running--;
      return predict;
    });
    expect(together).toEqual(alone);
    expect(most).toBe(4);
  });

  it('throws what training throws and begins no further fold', async () => {
    const begun: number[] = [];
    const second = Promise.withResolvers<RowPredictor>();
    const failing = crossValidate({ target, repeats: [leaveOneOutFolds(4)], seed: 1, concurrency: 2 }, ({ fold }) => {
      begun.push(fold);
      return fold === 0 ? Promise.reject(new Error('thread gone')) : second.promise;
    });
    second.resolve(() => 0);
    await expect(failing).rejects.toThrow('thread gone');
    expect(begun).toEqual([0, 1]);
  });

  it('reports mean and deviation of the pooled scores over repeats', async () => {
    const repeats = [givenFolds(['a', 'a', 'b', 'b']), givenFolds(['a', 'b', 'a', 'b'])];
    const result = await crossValidate({ target, repeats, seed: 1, concurrency: 2 }, meanModel(target));
    const [first, second] = result.repeats.map((repeat) => repeat.pooled.mae);
    expect(result.spread.mae!.mean).toBe((first! + second!) / 2);
    expect(Math.abs(result.spread.mae!.sd! - Math.abs(first! - second!) / Math.SQRT2)).toBeLessThan(1e-12);
  });
});
