import { describe, expect, it } from 'vitest';
import { scoreBaselines } from '../../src/forest/baselines.ts';
import { givenFolds, leaveOneOutFolds } from '../../src/forest/folds.ts';

const target = Float64Array.of(1, 3, 5, 7, 9, 11);

describe('scoreBaselines', () => {
  it('predicts each row by the mean of the others: errors of n ÷ (n − 1) times the deviation', async () => {
    const [mean] = await scoreBaselines([{ name: 'mean', covariates: [], columns: [] }], target, [leaveOneOutFolds(6)]);
    expect(mean).toMatchObject({ kind: 'scored', overall: { n: 6 } });
    if (mean?.kind !== 'scored') throw new Error('not scored');
    // Deviations ±1, ±3, ±5 from the mean 6, each times 6 ÷ 5.
    expect(Math.abs(mean.overall.rmse - 1.2 * Math.sqrt(35 / 3))).toBeLessThan(1e-12);
    expect(Math.abs(mean.overall.mae - 1.2 * 3)).toBeLessThan(1e-12);
    // Means without a row fall exactly as the row rises: the squared correlation would be 1.
    expect(mean.overall.correlation2).toBeNull();
  });

  it('finds an exact plane on folds that were given, and reports the spread over repeats', async () => {
    const columns = [
      [0, 1, 2, 0, 1, 2],
      [0, 0, 0, 1, 1, 1],
    ];
    const plane = Float64Array.from(target.keys(), (row) => 4 - 2 * columns[0]![row]! + 3 * columns[1]![row]!);
    const repeats = [leaveOneOutFolds(6), givenFolds([1, 2, 3, 3, 1, 2])];
    const [linear] = await scoreBaselines([{ name: 'linear', covariates: ['a', 'b'], columns }], plane, repeats);
    if (linear?.kind !== 'scored') throw new Error('not scored');
    expect(linear.overall.rmse).toBeLessThan(1e-12);
    expect(linear.spread.rmse!.mean).toBeLessThan(1e-12);
    expect(linear.spread.rmse!.sd).not.toBeNull();
  });

  it('says why a design has no solution on the folds, and scores the others all the same', async () => {
    // Without row 5 the covariate is constant.
    const flat = { name: 'linear', covariates: ['flat'], columns: [[1, 1, 1, 1, 1, 2]] };
    const mean = { name: 'mean', covariates: [], columns: [] };
    const found = await scoreBaselines([flat, mean], target, [leaveOneOutFolds(6)]);
    expect(found[0]).toMatchObject({ kind: 'refused', reason: expect.stringContaining('flat is constant') });
    expect(found[1]).toMatchObject({ kind: 'scored' });
  });
});
