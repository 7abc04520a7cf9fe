import { describe, expect, it } from 'vitest';
import { drawSection } from '../../src/figures/sectionPicture.ts';
import { wordsOf } from './readSvg.ts';

const xEdgesM = Array.from({ length: 31 }, (_, i) => i);
/** From a heap of 4 m down to 16 m. */
const depthEdgesM = Array.from({ length: 21 }, (_, i) => i - 4);
const rows = 20;
const cells = Array.from({ length: 600 }, (_, i) => ({ xM: Math.floor(i / rows) + 0.5, depthM: (i % rows) - 3.5 }));
/** A heap on the left, a pit on the right, filled ground in it below 3 m. */
const materialOf = cells.map(({ xM, depthM }) => {
  if (depthM < 0) return xM < 10 ? 1 : -1;
  if (xM > 20 && depthM < 6) return depthM < 3 ? -1 : 2;
  return 0;
});
const temperatureC = cells.map(({ depthM }, i) => (materialOf[i]! < 0 ? Number.NaN : 4 - depthM));
const request = {
  subtitle: 'a heap and a pit',
  xEdgesM,
  depthEdgesM,
  panels: [{ words: 'at first', temperatureC, materialOf }],
};

describe('drawSection', () => {
  it('is a figure with units, the moment of each panel, and the scale of depths', () => {
    const panels = [request.panels[0]!, { ...request.panels[0]!, words: 'later' }];
    const svg = drawSection({ ...request, panels });
    const words = wordsOf(svg);
    for (const expected of ['Distance (m)', 'Depth (m)', '°C', 'at first', 'later']) expect(words).toContain(expected);
    expect(words.join(' ')).toContain('to the scale of distances');
    expect(svg).not.toContain('NaN');
  });

  it('counts depths downwards, and heights of a heap as negative depths', () => {
    const words = wordsOf(drawSection(request));
    expect(words).toContain('15');
    expect(words).toContain('0');
    expect(words.filter((word) => /^−\d+$/.test(word)).length).toBeGreaterThan(0);
  });

  it('says by how much the depths of a flat section are stretched', () => {
    const flat = { ...request, xEdgesM: xEdgesM.map((xM) => 20 * xM) };
    expect(wordsOf(drawSection(flat)).join(' ')).toContain('stretched by 6.3');
  });

  it('does not grow with cells that are too small to be seen', () => {
    const fine = Array.from({ length: 3001 }, (_, i) => i / 100);
    const column = [...Array.from({ length: rows }).keys()];
    const panel = {
      words: 'fine',
      materialOf: Array.from({ length: 3000 * rows }, () => 0),
      temperatureC: fine.slice(1).flatMap((xM) => column.map((row) => 5 * Math.sin(xM) - row / 3)),
    };
    expect(drawSection({ ...request, xEdgesM: fine, panels: [panel] }).length).toBeLessThan(600_000);
  });
});
