import { describe, expect, it } from 'vitest';
import { drawTrumpets } from '../../src/figures/trumpet.ts';
import { readSvg, wordsOf } from './readSvg.ts';
import type { TrumpetSite } from '../../src/figures/trumpet.ts';

const site: TrumpetSite = {
  site: '昆仑山 <1>',
  levels: [
    { depthM: 0, minC: -12, meanC: -2, maxC: 8 },
    { depthM: 5, minC: -4, meanC: -1.9, maxC: -0.5 },
    { depthM: 10, minC: null, meanC: -1.8, maxC: null },
  ],
  activeLayerM: 2,
  zeroAmplitudeM: 9,
  atDepth: { depthM: 10, valueC: -1.8 },
};

function elements(svg: string, name: string) {
  return readSvg(svg)
    .filter((element) => element.name === name)
    .map(({ attributes }) => attributes);
}

function heightOf(svg: string, dashes: string): number[] {
  return elements(svg, 'line')
    .filter((attributes) => attributes['stroke-dasharray'] === dashes)
    .map((attributes) => Number(attributes['y1']));
}

describe('drawTrumpets', () => {
  const svg = drawTrumpets({ subtitle: '1 of 1 sites', sites: [site] });

  it('draws depth downwards, without a sign', () => {
    const dots = elements(svg, 'circle').filter(({ r, cy }) => r === '2' && Number(cy) > 80);
    const heights = [...new Set(dots.map(({ cy }) => Number(cy)))];
    expect(heights).toHaveLength(3);
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(wordsOf(svg)).toEqual(
      expect.arrayContaining(['0', '2', '4', '6', '8', '10', 'Depth (m)', 'Temperature (°C)']),
    );
  });

  it('spreads the curves: warmest right of the mean, coldest left; a depth of annual means has the mean alone', () => {
    const curve = (stroke: string): number[] =>
      elements(svg, 'path')
        .filter((attributes) => attributes['stroke'] === stroke)
        .flatMap(({ d }) => [...d!.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x)));
    const [cold, warm] = [curve('#0072b2'), curve('#d55e00')];
    const mean = elements(svg, 'path').map(({ d }) => d!.split('L').length);
    expect(cold).toHaveLength(2);
    expect(warm[0]! - cold[0]!).toBeGreaterThan(warm[1]! - cold[1]!);
    expect(mean.toSorted((a, b) => a - b)).toEqual([2, 2, 3]);
  });

  it('marks the active layer above the depth of zero amplitude, and the target by a ring', () => {
    const [table, zero] = heightOf(svg, '4 3');
    expect(table!).toBeLessThan(zero!);
    expect(wordsOf(svg)).toEqual(expect.arrayContaining(['ALT 2.00 m', 'ZAA 9.00 m']));
    expect(elements(svg, 'circle').filter(({ r }) => r === '4.5')).toHaveLength(2); // legend and panel
  });

  it('leaves out what is not known', () => {
    const bare = drawTrumpets({
      subtitle: '',
      sites: [{ ...site, activeLayerM: null, zeroAmplitudeM: null, atDepth: null }],
    });
    expect(heightOf(bare, '4 3')).toEqual([]);
    expect(elements(bare, 'circle').filter(({ r }) => r === '4.5')).toHaveLength(0);
    expect(wordsOf(bare)).not.toContain('target depth');
  });

  it('gives each site a panel, three in a row, with its name written safely', () => {
    const many = drawTrumpets({ subtitle: '', sites: Array.from({ length: 4 }, () => site) });
    expect(wordsOf(many).filter((word) => word === '昆仑山 <1>')).toHaveLength(4);
    const frames = elements(many, 'rect').filter(({ fill }) => fill === 'none');
    expect(new Set(frames.map(({ x }) => x)).size).toBe(3);
    expect(new Set(frames.map(({ y }) => y)).size).toBe(2);
  });
});
