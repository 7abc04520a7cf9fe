import { describe, expect, it } from 'vitest';
import { drawRecordPanels } from '../../src/figures/recordPanels.ts';
import { readSvg, wordsOf } from './readSvg.ts';

const times = Array.from({ length: 8 }, (_, i) => 2003 + i / 4);
const panel = {
  depthM: 0.5,
  measuredC: [1, 2, Number.NaN, 4, 5, 4, 3, 2],
  beforeC: [2, 3, 4, 5, 6, 5, 4, 3],
  afterC: [1, 2, 3, 4, 5, 4, 3, 2],
};
const svg = drawRecordPanels({
  subtitle: 'a hole',
  times,
  periods: [
    { from: 2003, to: 2003.75, words: 'calibration' },
    { from: 2004, to: 2004.75, words: 'held out' },
  ],
  panels: [panel, { ...panel, depthM: 2, afterC: panel.afterC.map((valueC) => -valueC) }],
});

function paths() {
  return readSvg(svg)
    .filter(({ name }) => name === 'path')
    .map(({ attributes }) => attributes['d']!);
}

function points(d: string): (readonly [number, number])[] {
  return [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

describe('drawRecordPanels', () => {
  it('draws three curves a depth, the measured one broken where nothing was measured', () => {
    expect(paths()).toHaveLength(6);
    expect(paths().map((d) => d.match(/M/g)!.length)).toEqual([2, 1, 1, 2, 1, 1]);
  });

  it('puts equal temperatures of one panel at equal heights, and time from left to right', () => {
    const [measured, , after] = paths().map(points);
    expect(after!.filter((_, i) => i !== 2)).toEqual(measured);
    expect(after!.map(([x]) => x)).toEqual(after!.map(([x]) => x).toSorted((a, b) => a - b));
  });

  it('names depths, periods and units; one axis of years serves all panels', () => {
    const words = wordsOf(svg);
    for (const each of ['0.5 m', '2 m', 'calibration', 'held out', 'measured', 'as given', 'calibrated']) {
      expect(words).toContain(each);
    }
    expect(words.filter((each) => each === '°C')).toHaveLength(2);
    expect(words.filter((each) => each === 'Year')).toHaveLength(1);
    expect(words.filter((each) => each.startsWith('2003'))).not.toHaveLength(0);
  });
});
