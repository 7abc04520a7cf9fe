import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanOfScores, scorePredictions, spreadOfScores } from '../../src/forest/scores.ts';

describe('scorePredictions', () => {
  it('of −3, −1, 1 predicted as −2, −1, 3: RMSE √(5/3), MAE 1, bias +1, R² 1 − 5/8', () => {
    const scores = scorePredictions([-3, -1, 1], [-2, -1, 3])!;
    expect(scores).toMatchObject({ n: 3, missing: 0, mae: 1, bias: 1 });
    expect(Math.abs(scores.rmse - Math.sqrt(5 / 3))).toBeLessThan(1e-15);
    expect(Math.abs(scores.r2! - 3 / 8)).toBeLessThan(1e-15);
    expect(Math.abs(scores.correlation2! - 100 / 112)).toBeLessThan(1e-15);
  });

  it('has R² 0 for the mean and below 0 for worse, where the squared correlation would say 1', () => {
    expect(scorePredictions([1, 2, 3], [2, 2, 2])).toMatchObject({ r2: 0, correlation2: null });
    expect(scorePredictions([1, 2, 3], [11, 12, 13])!.r2).toBe(-149);
    expect(scorePredictions([1, 2, 3], [11, 12, 13])!.correlation2).toBe(1);
  });

  it('leaves out and counts rows without a prediction', () => {
    expect(scorePredictions([1, 5, 3], [1, Number.NaN, 4])).toMatchObject({ n: 2, missing: 1, bias: 0.5 });
  });

  it('has no R² for one row, and no score at all without a prediction', () => {
    expect(scorePredictions([1], [3])).toEqual({
      n: 1,
      missing: 0,
      rmse: 2,
      mae: 2,
      bias: 2,
      r2: null,
      correlation2: null,
    });
    expect(scorePredictions([1], [Number.NaN])).toBeNull();
  });

  it('has |bias| ≤ MAE ≤ RMSE', () => {
    const temperature = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(temperature, temperature), { minLength: 1 }), (pairs) => {
        const { rmse, mae, bias } = scorePredictions(
          pairs.map((pair) => pair[0]),
          pairs.map((pair) => pair[1]),
        )!;
        expect(Math.abs(bias)).toBeLessThanOrEqual(mae + 1e-12);
        expect(mae).toBeLessThanOrEqual(rmse + 1e-12);
      }),
    );
  });
});

describe('spreadOfScores', () => {
  it('is the mean and the deviation by n − 1 over repeats', () => {
    const [a, b] = [scorePredictions([0, 2], [0, 2])!, scorePredictions([0, 2], [2, 0])!];
    const spread = spreadOfScores([a, b]);
    expect(spread.rmse).toEqual({ mean: 1, sd: Math.SQRT2 });
    expect(spread.r2).toEqual({ mean: -1, sd: Math.sqrt(8) });
  });

  it('has no deviation for one repeat and no R² where no repeat has one', () => {
    const spread = spreadOfScores([scorePredictions([1], [3])!]);
    expect(spread).toEqual({
      rmse: { mean: 2, sd: null },
      mae: { mean: 2, sd: null },
      bias: { mean: 2, sd: null },
      r2: null,
    });
  });
});

describe('meanOfScores', () => {
  it('is the score itself for one repeat, else the mean over those that have it', () => {
    const [sure, constant] = [scorePredictions([0, 2], [0, 2])!, scorePredictions([1, 1], [3, 3])!];
    expect(meanOfScores([sure])).toEqual(sure);
    expect(meanOfScores([sure, constant])).toEqual({
      n: 2,
      missing: 0,
      rmse: 1,
      mae: 1,
      bias: 1,
      r2: 1,
      correlation2: 1,
    });
  });
});
