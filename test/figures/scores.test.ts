import { describe, expect, it } from 'vitest';
import { temperatureColour, toHex } from '../../src/core/colour.ts';
import { drawFoldErrors } from '../../src/figures/foldErrors.ts';
import { drawImportanceBars } from '../../src/figures/importanceBars.ts';
import { drawObservedPredicted } from '../../src/figures/observedPredicted.ts';
import { drawResidualMap } from '../../src/figures/residualMap.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const circles = (svg: string) => readSvg(svg).filter(({ name }) => name === 'circle');
const at = (drawn: { readonly attributes: Readonly<Record<string, string>> }, key: string): number =>
  Number(drawn.attributes[key]);

function map(lon: readonly number[], lat: readonly number[], errors: readonly number[]): string {
  return drawResidualMap({
    subtitle: 'magt',
    unit: '°C',
    lon: Float64Array.from(lon),
    lat: Float64Array.from(lat),
    errors: Float64Array.from(errors),
  });
}

describe('drawObservedPredicted', () => {
  const request = {
    subtitle: 'magt, random folds',
    targetName: 'magt',
    unit: '°C',
    observed: [-4, 0, 2, 6],
    predicted: [-4, 1, Number.NaN, 5],
    scores: { n: 3, rmse: 0.816, bias: 0, r2: 0.97 },
  };

  it('has a point per pair, those that are equal on the line of equality', () => {
    const svg = drawObservedPredicted(request);
    const [first, second] = circles(svg);
    expect(circles(svg)).toHaveLength(3);
    const line = readSvg(svg).find(({ attributes }) => attributes['stroke-dasharray'] !== undefined)!;
    const slope = (at(line, 'y2') - at(line, 'y1')) / (at(line, 'x2') - at(line, 'x1'));
    const distance = (point: typeof first) =>
      at(point!, 'cy') - at(line, 'y1') - slope * (at(point!, 'cx') - at(line, 'x1'));
    expect(Math.abs(distance(first))).toBeLessThan(0.02);
    // Predicted above observed stands above the line: y grows downwards.
    expect(distance(second)).toBeLessThan(-10);
  });

  it('says the scores with their unit, and leaves out an R² that does not exist', () => {
    expect(wordsOf(drawObservedPredicted(request))).toEqual(
      expect.arrayContaining(['RMSE 0.82 °C', 'R² 0.97', 'bias 0.00 °C', 'n 3', 'Observed magt (°C)']),
    );
    const words = wordsOf(drawObservedPredicted({ ...request, unit: null, scores: { ...request.scores, r2: null } }));
    expect(words.filter((word) => word.startsWith('R²'))).toEqual([]);
    expect(words).toContain('Predicted magt');
  });

  it('thins many rows, and says so', () => {
    const observed = Array.from({ length: 9000 }, (_, i) => i);
    const svg = drawObservedPredicted({ ...request, observed, predicted: observed });
    expect(circles(svg)).toHaveLength(4000);
    expect(wordsOf(svg).join()).toContain('4000 of 9000 rows shown');
  });
});

describe('drawResidualMap', () => {
  it('colours about 0: too warm red, too cold blue, none white; the largest errors on top', () => {
    const drawn = circles(map([100, 110, 120], [60, 62, 64], [4, 0, -2]));
    expect(drawn.map(({ attributes }) => attributes['fill'])).toEqual(
      [0, -2, 4].map((error) => toHex(temperatureColour(error, 4))),
    );
    expect(at(drawn[2]!, 'cx')).toBeLessThan(at(drawn[0]!, 'cx'));
    expect(at(drawn[2]!, 'cy')).toBeGreaterThan(at(drawn[0]!, 'cy'));
  });

  it('keeps the shape of the land: at 60° north a degree of longitude is half a degree of latitude', () => {
    const [a, b, c] = circles(map([100, 101, 100], [59.5, 59.5, 60.5], [0, 1, 2]));
    const east = at(b!, 'cx') - at(a!, 'cx');
    const north = at(a!, 'cy') - at(c!, 'cy');
    expect(east / north).toBeCloseTo(0.5, 2);
  });

  it('puts both sides of 180° together, and counts rows without a position', () => {
    const svg = map([175, -175, Number.NaN], [65, 66, 67], [1, 2, 3]);
    const [west, east] = circles(svg);
    expect(at(east!, 'cx')).toBeGreaterThan(at(west!, 'cx'));
    expect(wordsOf(svg).join()).toMatch(/°E.*180°.*°W.*1 rows without position/);
  });

  it('cuts the circle at its widest gap: Labrador stands beside Iceland, Siberia beside Alaska', () => {
    const atlantic = map([-62, -22, 68, 128], [55, 65, 60, 62], [1, 1, 1, 1]).matchAll(/cx="([\d.]+)"/g);
    const xs = [...atlantic].map(([, x]) => Number(x));
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    const [alaska, siberia, labrador] = circles(map([-150, 120, -60], [64, 64, 54], [0, 1, 2])).map((one) =>
      at(one, 'cx'),
    );
    expect(siberia).toBeLessThan(alaska!);
    expect(alaska).toBeLessThan(labrador!);
  });

  it('has no latitude beyond the poles around the Arctic, and meridians a quarter of the circle apart', () => {
    const around = Array.from({ length: 36 }, (_, i) => 10 * i - 175);
    const words = wordsOf(
      map(
        around,
        around.map((lon) => 66 + (lon % 7)),
        around.map((lon) => lon / 100),
      ),
    );
    const degrees = words.filter((word) => /^\d+°[NS]$/.test(word)).map((word) => Number.parseInt(word, 10));
    expect(Math.max(...degrees)).toBeLessThanOrEqual(90);
    expect(words).toEqual(expect.arrayContaining(['180°', '90°W', '0°', '90°E']));
  });

  it('counts the few errors beyond the colours', () => {
    const many = Array.from({ length: 200 }, (_, i) => i);
    const svg = map(
      many.map((i) => 100 + i / 10),
      many.map((i) => 60 + (i % 7)),
      many.map((i) => (i === 0 ? -50 : 1)),
    );
    expect(wordsOf(svg).join()).toContain('1 beyond ±1.00 °C');
    expect(wordsOf(map([100, 101], [60, 61], [1, -1])).join()).not.toContain('beyond');
  });

  it('draws one station with no error in the middle', () => {
    expect(circles(map([100], [60], [0]))).toHaveLength(1);
    expect(map([100], [60], [0])).not.toContain('NaN');
  });
});

describe('drawFoldErrors', () => {
  const folds = [
    { fold: 1, rmse: 1, n: 5 },
    { fold: 2, rmse: 2, n: 6 },
  ];

  it('names few folds with their rows, and stands each as high as its error', () => {
    const svg = drawFoldErrors({ subtitle: 'x', unit: 'm', folds, pooledRmse: 1.5 });
    expect(wordsOf(svg)).toEqual(expect.arrayContaining(['1 (5)', '2 (6)', 'all rows', '1.50 m', 'RMSE (m)']));
    const [low, high] = circles(svg).map((circle) => at(circle, 'cy'));
    const level = at(
      readSvg(svg).find(({ attributes }) => attributes['stroke-dasharray'] !== undefined)!,
      'y1',
    );
    expect((low! + high!) / 2).toBeCloseTo(level, 1);
  });

  it('shows a dot per repeat, and counts many folds by round numbers', () => {
    const twice = drawFoldErrors({ subtitle: 'x', unit: null, folds: [...folds, ...folds], pooledRmse: 1.5 });
    expect(circles(twice)).toHaveLength(4);
    expect(wordsOf(twice)).toContain('Fold, a dot for every repeat');
    const many = Array.from({ length: 110 }, (_, i) => ({ fold: i + 1, rmse: 1, n: 1 }));
    expect(wordsOf(drawFoldErrors({ subtitle: 'x', unit: null, folds: many, pooledRmse: 1 }))).toContain('100');
  });

  it('draws as many folds as there may be rows', () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => ({ fold: i + 1, rmse: i % 7, n: 1 }));
    expect(circles(drawFoldErrors({ subtitle: 'x', unit: null, folds: rows, pooledRmse: 1 }))).toHaveLength(4000);
  });

  it('draws a perfect model', () => {
    const perfect = folds.map((fold) => ({ ...fold, rmse: 0 }));
    expect(drawFoldErrors({ subtitle: 'x', unit: null, folds: perfect, pooledRmse: 0 })).not.toContain('NaN');
  });
});

describe('drawImportanceBars', () => {
  it('draws bars from zero, to the left of it where permuting helps, and shortens long names', () => {
    const svg = drawImportanceBars({
      subtitle: 'magt',
      unit: '°C',
      panels: [
        {
          label: 'Increase',
          bars: [
            { name: 'tdd', mean: 4, sd: 1 },
            { name: 'w'.repeat(64), mean: -1, sd: null },
          ],
        },
      ],
    });
    const bars = readSvg(svg).filter(({ name, attributes }) => name === 'rect' && attributes['fill'] !== 'none');
    const [tdd, long] = bars.slice(1);
    expect(at(tdd!, 'width') / at(long!, 'width')).toBeCloseTo(4, 1);
    expect(at(long!, 'x') + at(long!, 'width')).toBeCloseTo(at(tdd!, 'x'), 1);
    expect(wordsOf(svg)).toContain('Increase (°C²)');
    expect(wordsOf(svg).find((word) => word.startsWith('ww'))).toMatch(/^w+…w+$/);
  });

  it('shows the thirty first of many covariates and counts the rest', () => {
    const bars = Array.from({ length: 42 }, (_, i) => ({ name: `c${i}`, mean: 42 - i, sd: 1 }));
    const words = wordsOf(drawImportanceBars({ subtitle: 'x', unit: null, panels: [{ label: 'Increase', bars }] }));
    expect(words).toContain('12 more, less important');
    expect(words).not.toContain('c30');
  });
});
