import { describe, expect, it } from 'vitest';
import { drawConfusion } from '../../src/figures/confusionPlot.ts';
import { drawCorrelationMatrix } from '../../src/figures/correlationMatrix.ts';
import { drawEffectCurves } from '../../src/figures/effectCurves.ts';
import { drawFoldErrors } from '../../src/figures/foldErrors.ts';
import { drawImportanceBars } from '../../src/figures/importanceBars.ts';
import { drawObservedPredicted } from '../../src/figures/observedPredicted.ts';
import { drawResidualMap } from '../../src/figures/residualMap.ts';
import { drawVariogram } from '../../src/figures/variogram.ts';
import { readSvg, wordsOutside } from './readSvg.ts';

const unit = 'mg/(m²·d) of carbon in methane';
const names = [
  'Среднегодовая температура воздуха за тридцать лет, °C',
  '年平均气温与积雪深度及植被指数的组合变量名称很长很长很长',
  'W'.repeat(60),
  'a covariate name that is exactly sixty characters long, yes!!',
];
const subtitle = `${names[0]!}, leave-location-out cross-validation, 10 folds`;
const rows = Array.from({ length: 10 }, (_, i) => i);

/** Every figure of scores, of values of this size. */
function figuresOf(size: number): Readonly<Record<string, string>> {
  const observed = rows.map((i) => (i - 3) * size);
  const predicted = rows.map((i) => (i - 3.4) * size);
  const effect = {
    values: [0, size, 2 * size],
    partialDependence: [0, size, 2 * size],
    lower: [-size, 0, size],
    upper: [size, 2 * size, 3 * size],
    accumulated: [0, size, 2 * size],
    individuals: Float32Array.of(0, size, 2 * size),
    meanPrediction: size,
  };
  return {
    observedPredicted: drawObservedPredicted({
      subtitle,
      targetName: names[0]!,
      unit,
      observed,
      predicted,
      scores: { n: 10, rmse: 0.43 * size, bias: -0.021 * size, r2: 0.9 },
    }),
    residualMap: drawResidualMap({
      subtitle,
      unit,
      lon: Float64Array.from(rows, (i) => 100 + i),
      lat: Float64Array.from(rows, (i) => 60 + (i % 4)),
      errors: Float64Array.from(rows, (i) => (i - 5) * size),
    }),
    foldErrors: drawFoldErrors({
      subtitle,
      unit,
      folds: rows.map((i) => ({ fold: i + 1, rmse: (1 + i / 10) * size, n: 12_345 })),
      pooledRmse: 1.4 * size,
    }),
    importances: drawImportanceBars({
      subtitle,
      unit,
      panels: [{ label: 'Increase', bars: names.map((name, i) => ({ name, mean: i * size ** 2, sd: size ** 2 })) }],
    }),
    variogram: drawVariogram({
      subtitle,
      unit,
      classes: rows.map((i) => ({ pairs: 5, distanceKm: (i + 1) * 100, semivariance: (i + 1) * size ** 2 })),
      variance: 8 * size ** 2,
    }),
    effectCurves: drawEffectCurves({
      subtitle,
      predicted: `Predicted ${names[0]!}`,
      unit,
      curves: names.map((covariate, i) => ({
        covariate,
        unit,
        levels: i === 0 ? names.slice(0, 3) : null,
        traced: [{ className: null, effect }],
      })),
    }),
  };
}

describe('figures of scores', () => {
  it.each([1e-12, 1e-6, 0.003, 1, 1e6, 1e12])(
    'keep their words on the paper, and their ticks apart, at values of %s',
    (size) => {
      for (const [name, svg] of Object.entries(figuresOf(size))) {
        expect(wordsOutside(svg), name).toEqual([]);
        // Numbers below an axis: two alike say that there were too few decimals.
        const below = readSvg(svg).filter(
          ({ attributes, text }) => attributes['text-anchor'] === 'middle' && /^[−\d]/.test(text),
        );
        const seen = below.map(({ attributes, text }) => `${attributes['y']}: ${text}`);
        if (name !== 'effectCurves') expect(seen, name).toEqual([...new Set(seen)]);
      }
    },
  );

  it('keep names of classes and covariates on the paper', () => {
    const classes = Array.from({ length: 8 }, (_, i) => `${names[i % 4]!} ${i}`);
    const shares = classes.map(() => 0.5);
    const confusion = drawConfusion({
      subtitle,
      classes,
      counts: classes.map(() => classes.map(() => 123_456)),
      producersAccuracy: shares,
      usersAccuracy: shares,
      overallAccuracy: 0.5,
      kappa: 0.1,
    });
    expect(wordsOutside(confusion)).toEqual([]);
    const correlations = names.map(() => Float64Array.from(names, () => -0.5));
    expect(wordsOutside(drawCorrelationMatrix({ subtitle, names, correlations, inflation: [1, 2, 3, 1e6] }))).toEqual(
      [],
    );
  });

  it('draw thousands of stations as smaller dots, which do not cover each other', () => {
    const many = Float64Array.from({ length: 5000 }, (_, i) => 100 + (i % 71) / 10);
    const lat = Float64Array.from({ length: 5000 }, (_, i) => 60 + i / 1000);
    const radius = (count: number): number => {
      const svg = drawResidualMap({
        subtitle,
        unit,
        lon: many.subarray(0, count),
        lat: lat.subarray(0, count),
        errors: Float64Array.from(many.subarray(0, count), (lon) => lon - 103),
      });
      return Number(readSvg(svg).find(({ name }) => name === 'circle')!.attributes['r']);
    };
    expect(radius(300)).toBe(4);
    expect(radius(5000)).toBeLessThan(2);
  });
});
