import { describe, expect, it } from 'vitest';
import { drawEffectCurves } from '../../src/figures/effectCurves.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const curve = {
  values: [0, 1, 2],
  partialDependence: [1, 2, 3],
  lower: [0, 1, 2],
  upper: [2, 3, 4],
  individuals: Float32Array.from([0, 1, 2, 2, 3, 4]),
  accumulated: [-1, 0, 1],
  meanPrediction: 2,
};
const request = {
  subtitle: 'magt',
  predicted: 'Predicted magt',
  unit: '°C',
  curves: [
    { covariate: 'tdd', unit: '°C·d', levels: null, traced: [{ className: null, effect: curve }] },
    { covariate: '<b>', unit: null, levels: null, traced: [{ className: null, effect: curve }] },
  ],
};

/** A picture of one panel. */
function drawOne(effect: typeof curve | LevelEffect, levels: readonly string[] | null = null): string {
  const curves = [{ covariate: 'soil', unit: null, levels, traced: [{ className: null, effect }] }];
  return drawEffectCurves({ ...request, curves });
}
type LevelEffect = Omit<typeof curve, 'accumulated'> & { readonly accumulated: null };

const strokes = (svg: string, stroke: string): string[] =>
  readSvg(svg)
    .filter(({ name, attributes }) => name === 'path' && attributes['stroke'] === stroke)
    .map(({ attributes }) => attributes['d']!);

/** Single rows behind the curves of one panel. */
function rowsIn(className: string | null): number {
  const curves = [{ ...request.curves[0]!, traced: [{ className, effect: curve }] }];
  return readSvg(drawEffectCurves({ ...request, curves })).filter(
    ({ name, attributes }) => name === 'path' && Object.keys(attributes).length === 1,
  ).length;
}

describe('drawEffectCurves', () => {
  it('lays the accumulated effect at the level of the predictions: equal curves lie on each other', () => {
    const svg = drawEffectCurves(request);
    expect(strokes(svg, '#d55e00')).toEqual(strokes(svg, '#0072b2'));
    expect(strokes(svg, '#0072b2')).toHaveLength(2);
  });

  it('names each panel by its covariate and unit, and the target beside the first of a row only', () => {
    const words = wordsOf(drawEffectCurves(request));
    expect(words).toEqual(expect.arrayContaining(['tdd (°C·d)', '<b>']));
    expect(words.filter((word) => word === 'Predicted magt (°C)')).toHaveLength(1);
  });

  it('shows single rows behind the curves of a number, and none behind those of a class', () => {
    expect([rowsIn(null), rowsIn('bog')]).toEqual([2, 0]);
  });

  it('draws a covariate of one value', () => {
    const point = { ...curve, values: [5], partialDependence: [1], lower: [1], upper: [1], accumulated: [0] };
    expect(drawOne(point)).not.toMatch(/NaN|Infinity/);
  });

  it('draws levels as points under their names, without a line, a number or an accumulated effect', () => {
    const levels = ['peat', 'sand & gravel of the terraces', 'silt'];
    const svg = drawOne({ ...curve, accumulated: null }, levels);
    expect([strokes(svg, '#0072b2'), strokes(svg, '#d55e00')]).toEqual([[], []]);
    const points = readSvg(svg).filter(({ name, attributes }) => name === 'circle' && attributes['fill'] === '#0072b2');
    expect(points).toHaveLength(3);
    const words = wordsOf(svg);
    expect(words).toEqual(expect.arrayContaining(['soil', 'peat', 'silt']));
    expect(words.filter((word) => /^[0-2]$/.test(word)).length).toBeLessThan(4);
  });

  it('begins a row of at most six panels with every covariate of classes, each under its name', () => {
    const names = Array.from({ length: 12 }, (_, i) => `class ${i}`);
    const traced = names.map((className) => ({ className, effect: curve }));
    const curves = request.curves.map((own) => ({ ...own, traced }));
    const svg = drawEffectCurves({ ...request, predicted: 'Share of the votes', unit: null, curves });
    const titles = readSvg(svg).filter(({ attributes }) => attributes['font-weight'] === '600');
    expect(titles.slice(1).map(({ text }) => text)).toEqual([...names, ...names]);
    const lefts = titles.slice(1).map(({ attributes }) => Number(attributes['x']));
    const tops = new Set(titles.slice(1).map(({ attributes }) => attributes['y']));
    expect([new Set(lefts).size, tops.size]).toEqual([6, 4]);
    const words = wordsOf(svg);
    expect(words.filter((word) => word === 'Share of the votes')).toHaveLength(4);
    expect(words.filter((word) => word === 'tdd (°C·d)')).toHaveLength(12);
  });
});
