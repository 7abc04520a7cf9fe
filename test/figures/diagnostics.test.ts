import { describe, expect, it } from 'vitest';
import { drawIntervalCalibration } from '../../src/figures/intervalCalibration.ts';
import { drawVariogram } from '../../src/figures/variogram.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const numbers = (svg: string, name: string, key: string): number[] =>
  readSvg(svg)
    .filter((drawn) => drawn.name === name)
    .map(({ attributes }) => Number(attributes[key]));

describe('drawIntervalCalibration', () => {
  const levels = [
    { nominal: 0.5, observed: 0.5, n: 100 },
    { nominal: 0.9, observed: 1, n: 100 },
  ];

  it('puts what is held as promised on the line, and wide intervals above it', () => {
    const svg = drawIntervalCalibration({ subtitle: 'magt', levels });
    const [asPromised, tooWide] = numbers(svg, 'circle', 'cy');
    const [x1, x2] = numbers(svg, 'circle', 'cx');
    // The plot is a square: equal shares are equal distances from its lower left corner.
    const { x, y, height } = readSvg(svg).find(({ attributes }) => attributes['fill'] === 'none')!.attributes;
    const bottom = Number(y) + Number(height);
    expect(x1! - Number(x)).toBeCloseTo(bottom - asPromised!, 1);
    expect(bottom - tooWide!).toBeGreaterThan(x2! - Number(x));
  });

  it('draws Wilson’s interval, which stays within 0 to 100 %: 50 of 100 is 40.4 to 59.6', () => {
    const svg = drawIntervalCalibration({ subtitle: 'magt', levels });
    const whiskers = readSvg(svg).filter(
      ({ name, attributes }) => name === 'line' && attributes['stroke-width'] === '1.2',
    );
    const ofHeight = (key: string): number => 100 * ((384 - Number(whiskers[0]!.attributes[key])) / 336);
    expect(ofHeight('y1')).toBeCloseTo(40.4, 1);
    expect(ofHeight('y2')).toBeCloseTo(59.6, 1);
    expect(Number(whiskers[1]!.attributes['y2'])).toBeGreaterThanOrEqual(48);
  });
});

describe('drawVariogram', () => {
  it('has a dot per class with pairs, its area by their number, and the variance as a level', () => {
    const svg = drawVariogram({
      subtitle: 'magt',
      unit: '°C',
      classes: [
        { pairs: 25, distanceKm: 10, semivariance: 1 },
        { pairs: 0, distanceKm: null, semivariance: null },
        { pairs: 100, distanceKm: 30, semivariance: 3 },
      ],
      variance: 2,
    });
    expect(numbers(svg, 'circle', 'r')).toEqual([3, 6]);
    const [low, high] = numbers(svg, 'circle', 'cy');
    const level = readSvg(svg).find(({ attributes }) => attributes['stroke-dasharray'] !== undefined)!;
    expect((low! + high!) / 2).toBeCloseTo(Number(level.attributes['y1']), 1);
    expect(wordsOf(svg)).toContain('Semivariance (°C²)');
  });

  it('draws errors that are all alike', () => {
    const classes = [{ pairs: 1, distanceKm: 5, semivariance: 0 }];
    expect(drawVariogram({ subtitle: 'x', unit: null, classes, variance: 0 })).not.toMatch(/NaN|Infinity/);
  });
});
