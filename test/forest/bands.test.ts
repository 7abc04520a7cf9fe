import { describe, expect, it } from 'vitest';
import { createBands, planBands, requirePartsFor } from '../../src/forest/bands.ts';
import { packRelation } from '../../src/forest/linear/linearRelation.ts';
import { predictNaive } from '../../src/forest/predict.ts';
import { forestOf } from './support/forests.ts';

const forest = forestOf(1, [{ feature: 0, threshold: 0.5, left: { value: 1 }, right: { value: 2.25 } }]);
const rows = { columns: [Float32Array.of(0, 1)], target: Float64Array.of(-1, 4), positions: null, folds: null };
const applicability = {
  space: { means: [0.5], scales: [1], levelScales: [null] },
  threshold: 0.5,
  profile: { rows: 9, window: 5, dissimilarity: [0.25, 0.5], rmse: [1, 2] },
};
const none = { missing: 'nobody made one' };

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
    [
      ['mean', 'lower100'],
      /Band lower100 would be an end of the 100 % interval; an interval holds between 0 and 100 %/,
    ],
    [['mean', 'lower'], /no band "lower"; the nearest is lower90/],
    [['q05', 'q95'], /^Bands: mean is missing.*name it too/],
    [
      ['votes'],
      /^Bands: votes is a band of models that predict classes, and this one predicts numbers\. There are mean/,
    ],
  ])('refuses %j', (names, message) => {
    expect(() => planBands(names)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => planBands(names)).toThrow(message);
  });

  it.each([
    ['mean', /^Bands: mean is a band of models that predict numbers, and this one predicts classes\. There are class:/],
    ['error', /^Bands: error is a band of models that predict numbers/],
    ['vote', /^Bands: there is no band "vote"; the nearest is votes/],
  ])('refuses %s of a model of classes', (name, message) => {
    expect(() => planBands(['class', name], true)).toThrow(message);
  });
});

describe('requirePartsFor', () => {
  it('wants training rows for quantiles', () => {
    requirePartsFor(planBands(['mean']), { forest, rows: null, applicability: none });
    requirePartsFor(planBands(['mean', 'q05']), { forest, rows, applicability: none });
    expect(() => requirePartsFor(planBands(['mean', 'q05']), { forest, rows: null, applicability: none })).toThrow(
      /Band q05 needs the rows that the model was trained on/,
    );
  });

  it('wants calibrated ends for the bands of a prediction interval', () => {
    const bands = planBands(['mean', 'lower80', 'upper90']);
    const model = { forest, rows, applicability: none };
    const ninety = { nominal: 0.9, share: 0.96 };
    requirePartsFor(bands, { ...model, intervals: [{ nominal: 0.8, share: 0.7 }, ninety] });
    expect(() => requirePartsFor(bands, { ...model, intervals: [ninety] })).toThrow(
      /Band lower80 needs a 80 % prediction interval that the training calibrated. The model has those of 90 %/,
    );
    expect(() => requirePartsFor(bands, model)).toThrow(/The model has none.*train it again, or ask for quantiles/);
  });

  it.each(['di', 'aoa', 'lpd', 'error'])('wants training rows and an area of applicability for %s', (name) => {
    requirePartsFor(planBands(['mean', name]), { forest, rows, applicability });
    expect(() => requirePartsFor(planBands(['mean', name]), { forest, rows, applicability: none })).toThrow(
      `Band ${name} needs the area of applicability, which the model does not have: nobody made one`,
    );
    expect(() => requirePartsFor(planBands(['mean', name]), { forest, rows: null, applicability })).toThrow(
      `Band ${name} needs the rows that the model was trained on`,
    );
  });

  it('wants a forest for quantiles, not for the prediction and its area of applicability', () => {
    const linear = packRelation(1, [2]);
    requirePartsFor(planBands(['mean', 'di']), { linear, rows, applicability });
    const quantiles = planBands(['mean', 'q05']);
    expect(() => requirePartsFor(quantiles, { linear, rows, applicability })).toThrow(/Band q05 needs a forest/);
  });
});

describe('createBands', () => {
  it('fills the bands in the order of their names', () => {
    const outputs = Array.from({ length: 3 }, () => new Float32Array(2));
    createBands({ forest, rows, applicability }, ['q90', 'mean', 'sd'])([Float32Array.of(0.2, 3)], 2, outputs);
    expect(outputs.map((output) => [...output])).toEqual([
      [-1, 4],
      [1, predictNaive(forest, [3])],
      [0, 0],
    ]);
  });

  it('measures distances to the training rows at 0 and 1, whose unit of length is 1', () => {
    const outputs = Array.from({ length: 5 }, () => new Float32Array(6));
    const pixels = Float32Array.of(0, 0.375, 1.25, 0.5, 4, Number.NaN);
    createBands({ forest, rows, applicability }, ['di', 'error', 'mean', 'lpd', 'aoa'])([pixels], 6, outputs);
    const [di, error, , lpd, aoa] = outputs.map((output) => [...output]);
    expect(di).toEqual([0, 0.375, 0.25, 0.5, 3, Number.NaN]);
    expect(error).toEqual([1, 1.5, 1, 2, Number.NaN, Number.NaN]);
    expect(lpd).toEqual([1, 1, 1, 2, 0, Number.NaN]);
    expect(aoa).toEqual([1, 1, 1, 1, 0, Number.NaN]);
  });

  it('says which kernel computes which bands', () => {
    expect(createBands({ forest, rows, applicability }, ['q90', 'mean', 'di', 'sd']).kernels).toEqual([
      { bands: ['q90', 'sd'], kernel: 'wasm-distribution', passedOver: [] },
      { bands: ['mean'], kernel: 'wasm-cells + wasm-walk', passedOver: [] },
    ]);
    expect(createBands({ linear: packRelation(1, [2]), rows, applicability }, ['mean']).kernels).toEqual([
      { bands: ['mean'], kernel: 'linear', passedOver: [] },
    ]);
  });

  it('has no expected error without a profile', () => {
    const error = new Float32Array(1);
    const bands = createBands({ forest, rows, applicability: { ...applicability, profile: null } }, ['mean', 'error']);
    bands([Float32Array.of(0)], 1, [new Float32Array(1), error]);
    expect(error[0]).toBeNaN();
  });
});
