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

  it('does without covariates that tell nothing more in a fold, as lm does, and names them', async () => {
    // Without row 5 the first covariate is constant; the last is twice the second everywhere.
    const slope = [0, 1, 2, 0, 1, 2];
    const columns = [[1, 1, 1, 1, 1, 2], slope, slope.map((value) => 2 * value)];
    const names = ['flat', 'slope', 'twice'];
    const [found, alone] = await scoreBaselines(
      [
        { name: 'linear', covariates: names, columns },
        { name: 'linear', covariates: ['slope'], columns: [slope] },
      ],
      target,
      [leaveOneOutFolds(6)],
    );
    if (found?.kind !== 'scored' || alone?.kind !== 'scored') throw new Error('not scored');
    expect([found.aliased, alone.aliased]).toEqual([['twice', 'flat'], []]);
    expect(found.covariates).toEqual(names);
  });

  it('says why a design cannot be fitted on the folds, and scores the others all the same', async () => {
    const columns = [0, 1, 2, 3].map((own) => target.map((_, row) => (row === own ? 1 : 0)));
    const crowded = { name: 'linear', covariates: ['a', 'b', 'c', 'd'], columns };
    const mean = { name: 'mean', covariates: [], columns: [] };
    const found = await scoreBaselines([crowded, mean], target, [leaveOneOutFolds(6)]);
    expect(found[0]).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('needs at least 6 rows, got 5'),
    });
    expect(found[1]).toMatchObject({ kind: 'scored' });
  });
});
