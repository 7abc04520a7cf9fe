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
  targetName: 'magt',
  unit: '°C',
  curves: [
    { covariate: 'tdd', unit: '°C·d', levels: null, curve },
    { covariate: '<b>', unit: null, levels: null, curve },
  ],
};

const strokes = (svg: string, stroke: string): string[] =>
  readSvg(svg)
    .filter(({ name, attributes }) => name === 'path' && attributes['stroke'] === stroke)
    .map(({ attributes }) => attributes['d']!);

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

  it('shows at most forty single rows a panel', () => {
    const individuals = Float32Array.from({ length: 300 }, (_, i) => i % 3);
    const svg = drawEffectCurves({ ...request, curves: [{ ...request.curves[0]!, curve: { ...curve, individuals } }] });
    const plain = readSvg(svg).filter(
      ({ name, attributes }) => name === 'path' && Object.keys(attributes).length === 1,
    );
    expect(plain).toHaveLength(40);
  });

  it('draws a covariate of one value', () => {
    const point = { ...curve, values: [5], partialDependence: [1], lower: [1], upper: [1], accumulated: [0] };
    const svg = drawEffectCurves({ ...request, curves: [{ covariate: 'x', unit: null, levels: null, curve: point }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('draws levels as points under their names, without a line, a number or an accumulated effect', () => {
    const levels = ['peat', 'sand & gravel of the terraces', 'silt'];
    const svg = drawEffectCurves({
      ...request,
      curves: [{ covariate: 'soil', unit: null, levels, curve: { ...curve, accumulated: null } }],
    });
    expect([strokes(svg, '#0072b2'), strokes(svg, '#d55e00')]).toEqual([[], []]);
    const points = readSvg(svg).filter(({ name, attributes }) => name === 'circle' && attributes['fill'] === '#0072b2');
    expect(points).toHaveLength(3);
    const words = wordsOf(svg);
    expect(words).toEqual(expect.arrayContaining(['soil', 'peat', 'silt']));
    expect(words.filter((word) => /^[0-2]$/.test(word)).length).toBeLessThan(4);
  });
});
