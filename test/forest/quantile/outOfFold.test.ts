import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { cryoforest } from '../../../src/forest/cryoforest.ts';
import { resolveOptions, trainTrees } from '../../../src/forest/engine.ts';
import { randomFolds, splitFold } from '../../../src/forest/folds.ts';
import { predictIntervals, scoreIntervals } from '../../../src/forest/quantile/outOfFold.ts';
import { trainForest } from '../../../src/forest/trainForest.ts';
import { naiveDistribution } from '../support/naiveDistribution.ts';
import { rowOf } from '../support/tables.ts';
import type { Intervals } from '../../../src/forest/quantile/outOfFold.ts';
import type { Training } from '../../../src/forest/engine.ts';
import type { TrainedForest } from '../../../src/forest/trainForest.ts';

/** A line with noise of standard deviation 1. */
function noisyLine(rowCount: number, seed: number): Pick<Training, 'columns' | 'target'> {
  const random = createRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.nextUnit())) * Math.cos(2 * Math.PI * random.nextUnit());
  const columns = [0, 1].map(() => Float32Array.from({ length: rowCount }, () => random.nextUnit() * 10));
  return { columns, target: Float64Array.from(columns[0]!, (x) => x + normal()) };
}

function grow(
  data: Pick<Training, 'columns' | 'target'>,
  rows: Uint32Array,
  options: { readonly trees: number; readonly minNodeSize?: number },
): Promise<TrainedForest> {
  const request = { ...data, rows, options: resolveOptions(cryoforest, options), seed: 5 };
  return trainForest(request, options.trees, (task) => Promise.resolve(trainTrees(cryoforest, task)));
}

describe('predictIntervals', () => {
  it('gives the quantiles of the definition, of the training rows alone, for the rows held out', async () => {
    const data = noisyLine(50, 2);
    const { train, test } = splitFold(randomFolds(50, 5, 1, 0), 2);
    const { forest } = await grow(data, train, { trees: 20 });
    const intervals = predictIntervals(forest, { ...data, rows: train }, test, [0.5, 0.9]);
    const known = {
      columns: data.columns.map((column) => Float32Array.from(train, (row) => column[row]!)),
      target: Float64Array.from(train, (row) => data.target[row]!),
      positions: null,
      folds: null,
    };
    expect(intervals.map(({ nominal }) => nominal)).toEqual([0.5, 0.9]);
    for (const [i, row] of test.entries()) {
      const { quantile } = naiveDistribution(forest, known, rowOf(data.columns, row));
      const expected = [0.25, 0.75, 0.05, 0.95].map((probability) => Math.fround(quantile(probability)));
      expect(intervals.flatMap(({ lower, upper }) => [lower[i], upper[i]])).toEqual(expected);
    }
  });

  it('holds 0.87 to 0.93 of simulated observations in the 90 % interval, out of fold', async () => {
    const data = noisyLine(400, 8);
    const folds = randomFolds(400, 5, 1, 0);
    const parts = await Promise.all(
      Array.from({ length: folds.foldCount }, async (_, fold) => {
        const { train, test } = splitFold(folds, fold);
        const { forest } = await grow(data, train, { trees: 60, minNodeSize: 15 });
        return { rows: test, intervals: predictIntervals(forest, { ...data, rows: train }, test, [0.9])[0]! };
      }),
    );
    const { observed, meanWidth, n } = scoreIntervals(data.target, parts);
    expect(n).toBe(400);
    expect(observed).toBeGreaterThan(0.87);
    expect(observed).toBeLessThan(0.93);
    // A normal distribution of deviation 1 has 3.29; the second covariate says nothing, and costs a little.
    expect(meanWidth).toBeGreaterThan(3);
    expect(meanWidth).toBeLessThan(4.3);
  });
});

function interval(lower: readonly number[], upper: readonly number[]): Intervals {
  return { nominal: 0.8, lower: Float32Array.from(lower), upper: Float32Array.from(upper) };
}

describe('scoreIntervals', () => {
  it('pools folds, holds an observation at an end, and leaves out rows without an interval', () => {
    const parts = [
      { rows: Uint32Array.of(0, 2), intervals: interval([0, 5], [1, 6]) },
      { rows: Uint32Array.of(1, 3), intervals: interval([2.5, Number.NaN], [5.5, Number.NaN]) },
    ];
    // 0.1 is no float32 number, nor are the ends of an interval more exact than that.
    expect(scoreIntervals(Float64Array.of(1, 2, 7, 9), parts)).toEqual({
      nominal: 0.8,
      observed: 1 / 3,
      meanWidth: 5 / 3,
      n: 3,
    });
    const tenth = [{ rows: Uint32Array.of(0), intervals: interval([0.1], [0.1]) }];
    expect(scoreIntervals(Float64Array.of(0.1), tenth).observed).toBe(1);
  });
});
