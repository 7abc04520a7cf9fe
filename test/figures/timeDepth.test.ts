import { describe, expect, it } from 'vitest';
import { lineAt, regionAbove } from '../../src/figures/contours.ts';
import { drawTimeDepth } from '../../src/figures/timeDepth.ts';
import { readSvg, wordsOf } from './readSvg.ts';
import type { FieldGrid } from '../../src/figures/contours.ts';

/** Area of the polygons of a path, by the shoelace formula. */
function areaOf(path: string): number {
  return path
    .split('Z')
    .filter((part) => part !== '')
    .map((part) => [...part.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const))
    .reduce((sum, points) => {
      const doubled = points.reduce((total, [x, y], i) => {
        const [nextX, nextY] = points[(i + 1) % points.length]!;
        return total + x * nextY - nextX * y;
      }, 0);
      return sum + Math.abs(doubled) / 2;
    }, 0);
}

/** A field that falls from left to right: value = 10 − x, on points 0, 5, …, 20. */
const slope: FieldGrid = {
  xPx: [0, 5, 10, 15, 20],
  yPx: [0, 4, 10],
  values: [0, 5, 10, 15, 20].flatMap((x) => [10 - x, 10 - x, 10 - x]),
};

describe('contours', () => {
  it('covers the part above a level, whole cells and cut ones', () => {
    expect(areaOf(regionAbove(slope, 2.5))).toBeCloseTo(75, 9);
    expect(areaOf(regionAbove(slope, -99))).toBeCloseTo(200, 9);
    expect(regionAbove(slope, 99)).toBe('');
  });

  it('joins whole cells of a row to one rectangle', () => {
    expect(regionAbove(slope, -99).split('Z')).toHaveLength(3);
  });

  it('draws the line of a level where it is crossed', () => {
    const points = [...lineAt(slope, 2.5).matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)];
    expect(points).toHaveLength(4);
    expect(new Set(points.map(([, x]) => x))).toEqual(new Set(['7.5']));
    expect(new Set(points.map(([, , y]) => y))).toEqual(new Set(['0', '4', '10']));
  });

  it('cuts a saddle into two corners or a band, without losing area', () => {
    const saddle: FieldGrid = { xPx: [0, 1], yPx: [0, 1], values: [1, -1, -1, 1] };
    expect(lineAt(saddle, 0).match(/M/g)).toHaveLength(2);
    expect(areaOf(regionAbove(saddle, 0))).toBeCloseTo(0.75, 9);
  });
});

const times = Array.from({ length: 49 }, (_, i) => 2001 + i / 24);
const depthsM = [0.05, 0.5, 1, 2, 4, 8];
const temperaturesC = times.flatMap((time) =>
  depthsM.map((depthM) => -1 + 12 * Math.exp(-depthM / 2) * Math.sin(2 * Math.PI * time - depthM / 2)),
);
const request = { subtitle: 'silt', remark: 'every 15 days', times, depthsM, temperaturesC, events: [] };

describe('drawTimeDepth', () => {
  const svg = drawTimeDepth({ ...request, events: [{ time: 2002, words: 'excavation of 3 m <pit>' }] });
  const drawn = readSvg(svg);

  it('names its axes with units, the line of 0 °C, what stands at the times, and events', () => {
    expect(wordsOf(svg)).toEqual(
      expect.arrayContaining([
        'Year',
        'Depth (m)',
        '°C',
        'Line: 0 °C; every 15 days',
        'excavation of 3 m <pit>',
        '2002.0',
      ]),
    );
    expect(drawn.filter(({ attributes }) => attributes['stroke-dasharray'] === '4 3')).toHaveLength(1);
  });

  it('has a strong line of 0 °C, and bands whose colours change sides there', () => {
    const lines = drawn.filter(({ attributes }) => attributes['fill'] === 'none' && attributes['d'] !== undefined);
    expect(lines).toHaveLength(1);
    expect(lines[0]!.attributes['d']!.length).toBeGreaterThan(100);
    const bands = drawn.filter(({ name, attributes }) => name === 'path' && attributes['fill'] !== 'none');
    const blueness = bands.map(({ attributes }) => {
      const [red, , blue] = [1, 3, 5].map((at) => Number.parseInt(attributes['fill']!.slice(at, at + 2), 16));
      return blue! - red!;
    });
    expect(blueness[0]!).toBeGreaterThan(0);
    expect(blueness.at(-1)!).toBeLessThan(0);
  });

  it('draws a field of one temperature', () => {
    const flat = drawTimeDepth({ ...request, temperaturesC: temperaturesC.map(() => -3) });
    expect(readSvg(flat).filter(({ name }) => name === 'path').length).toBeGreaterThan(0);
  });
});
