import { describe, expect, it } from 'vitest';
import { drawDepthErrors } from '../../src/figures/depthErrors.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const svg = drawDepthErrors({
  subtitle: 'a hole',
  depthsM: [0.5, 1, 2],
  panels: [
    { words: 'calibration', beforeC: [0.8, 0.6, 0.4], afterC: [0.4, 0.3, 0.2] },
    { words: 'held out', beforeC: [0.8, null, 0.4], afterC: [null, null, null] },
  ],
});

describe('drawDepthErrors', () => {
  it('draws a dot per depth, downwards, and none where nothing was measured', () => {
    const dots = readSvg(svg).filter(({ name }) => name === 'circle');
    expect(dots).toHaveLength(3 + 3 + 2);
    const heights = dots.slice(0, 3).map(({ attributes }) => Number(attributes['cy']));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  });

  it('has one scale of errors from 0 in both panels, half the error at half the way', () => {
    const x = readSvg(svg)
      .filter(({ name }) => name === 'circle')
      .map(({ attributes }) => Number(attributes['cx']));
    // The same error in the second panel lies as far right of the first as its panel does.
    expect(Math.abs(x[0]! - x[2]! - (x[6]! - x[7]!))).toBeLessThan(0.05);
    expect(Math.abs(x[3]! - x[5]! - (x[0]! - x[2]!) / 2)).toBeLessThan(0.05);
  });

  it('names panels, curves and units', () => {
    expect(wordsOf(svg)).toEqual(
      expect.arrayContaining(['RMSE (°C)', 'Depth (m)', 'calibration', 'held out', 'as given', 'calibrated', '0.0']),
    );
  });
});
