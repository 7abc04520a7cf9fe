import { describe, expect, it } from 'vitest';
import { createBands, planBands, requireRowsFor } from '../../src/forest/bands.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { forestOf } from './support/forests.ts';

const forest = forestOf(1, [{ feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 2.25 } }]);
const rows = { columns: [Float32Array.of(0, 1)], target: Float64Array.of(-1, 4), positions: null, folds: null };

describe('planBands', () => {
  it('says what each band is', () => {
    expect(planBands(['sd', 'mean', 'q2.5', 'q50', 'q.5']).map(({ title }) => title)).toEqual([
      'standard deviation',
      'mean',
      '2.5 % quantile',
      '50 % quantile',
      '0.5 % quantile',
    ]);
  });

  it.each([
    [['mean', 'std'], /no band "std"; the nearest is sd\./],
    [['mean', 'Q05'], /no band "Q05"; the nearest is q05\./],
    [['mean', 'q0'], /Band q0 would be the 0 % quantile; a quantile lies between 0 and 100 %/],
    [['mean', 'q100'], /Band q100 would be/],
    [['mean', 'q-5'], /Band q-5 would be the -5 % quantile/],
    [['mean', 'q05', 'mean'], /mean and mean are the same band/],
    [['mean', 'q5', 'q05'], /q5 and q05 are the same band: name it once/],
    [['q05', 'q95'], /mean is not among them/],
  ])('refuses %j', (names, message) => {
    expect(() => planBands(names)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => planBands(names)).toThrow(message);
  });
});

describe('requireRowsFor', () => {
  it('wants training rows for quantiles only', () => {
    requireRowsFor(planBands(['mean']), { rows: null });
    requireRowsFor(planBands(['mean', 'q05']), { rows });
    expect(() => requireRowsFor(planBands(['mean', 'q05']), { rows: null })).toThrow(
      /Band q05 needs the rows that the model was trained on/,
    );
  });
});

describe('createBands', () => {
  it('fills the bands in the order of their names', () => {
    const outputs = Array.from({ length: 3 }, () => new Float32Array(2));
    createBands({ forest, rows }, ['q90', 'mean', 'sd'])([Float32Array.of(0.2, 3)], 2, outputs);
    expect(outputs.map((output) => [...output])).toEqual([
      [-1, 4],
      [1, predictNaive(forest, [3])],
      [0, 0],
    ]);
  });
});
