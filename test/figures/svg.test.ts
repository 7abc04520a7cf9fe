import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { element, figure, pathThrough, text } from '../../src/figures/svg.ts';
import { readSvg, wordsOf } from './readSvg.ts';

describe('figure', () => {
  it('shows any text as it is, and as nothing but text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const clean = words.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ');
        const svg = figure(100, 50, words, text(words, 1, 2));
        expect(wordsOf(svg)).toEqual([clean]);
        expect(readSvg(svg).map(({ name }) => name)).toEqual(['svg', 'title', 'rect', 'text']);
      }),
    );
  });

  it.each(['</text><script>alert(1)</script>', '" onload="x', '&#0;', '<![CDATA[', 'a\u0000b\u0008', 'half \ud800'])(
    'takes the name %j for a name',
    (words) => {
      const svg = figure(10, 10, words, element('g', { 'data-name': words }, text(words, 0, 0)));
      expect(readSvg(svg).map(({ name }) => name)).toEqual(['svg', 'title', 'rect', 'g', 'text']);
      expect(svg).not.toContain('\u0000');
      expect(svg).not.toContain('<script');
    },
  );

  it('states its size twice: in pixels, and as the box that scales', () => {
    const [svg] = readSvg(figure(420, 310.5, 'x'));
    expect(svg!.attributes).toMatchObject({ width: '420', height: '310.5', viewBox: '0 0 420 310.5', role: 'img' });
  });

  it('writes coordinates in hundredths, zero without a sign', () => {
    expect(
      pathThrough([
        [1 / 3, -0.001],
        [2, 1e-9],
      ]),
    ).toBe('M0.33 0L2 0');
  });
});
