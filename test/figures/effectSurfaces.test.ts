import { describe, expect, it } from 'vitest';
import { drawEffectSurfaces } from '../../src/figures/effectSurfaces.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const surface = {
  values: [
    [0, 1, 3],
    [10, 20],
  ],
  partialDependence: [-2, -2, 0, 0, 4, 4],
  interaction: [1, -1, 1, -1, -1, -3],
  rowCounts: [5, 0],
} as const;
const request = {
  subtitle: 'magt',
  unit: '°C',
  pairs: [
    {
      predicted: 'Predicted magt',
      covariates: [
        { name: 'tdd', unit: '°C·d' },
        { name: '<b>', unit: null },
      ],
      surface,
    },
  ],
} as const;

const fills = (svg: string): (string | undefined)[] =>
  readSvg(svg)
    .filter(({ name }) => name === 'rect')
    .map(({ attributes }) => attributes['fill']);

describe('drawEffectSurfaces', () => {
  it('colours each cell by the mean of its corners: −1 °C blue, 2 °C red, of one scale to ±4 °C', () => {
    const svg = drawEffectSurfaces(request);
    // A quarter of the blue arm and a half of the red one.
    expect(fills(svg)).toEqual(expect.arrayContaining(['#bbd6ea', '#e5896a']));
  });

  it('colours an interaction of 0 near-white, whatever the unit is, and other targets from pale to dark', () => {
    const svg = drawEffectSurfaces({ ...request, unit: 'm' });
    const cells = fills(svg).slice(1);
    expect(cells).toContain('#f7f5f2');
    expect(cells).not.toContain('#e5896a');
  });

  it('hatches cells without rows, in both panels', () => {
    expect(fills(drawEffectSurfaces(request)).filter((fill) => fill === 'url(#no-rows)')).toHaveLength(2);
  });

  it('names covariates with their units, the target and what the colours mean', () => {
    const words = wordsOf(drawEffectSurfaces(request));
    expect(words).toEqual(
      expect.arrayContaining(['tdd (°C·d)', '<b>', 'Predicted magt (°C)', 'Interaction by ALE (°C)', '−2', '4']),
    );
  });

  it('draws a model that is flat', () => {
    const flat = { ...surface, partialDependence: [1, 1, 1, 1, 1, 1], interaction: [0, 0, 0, 0, 0, 0] };
    const svg = drawEffectSurfaces({ ...request, pairs: [{ ...request.pairs[0], surface: flat }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
