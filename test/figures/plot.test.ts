import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axisFrom, axisOver, layOutPlot } from '../../src/figures/plot.ts';
import { readSvg } from './readSvg.ts';

describe('axisOver', () => {
  it('has three ticks or more, all within it and about as far apart as words need', () => {
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(bound, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (minimum, span) => {
        const axis = axisOver('x', { minimum, maximum: minimum + span }, 190, 'x');
        expect(axis.ticks.length).toBeGreaterThan(2);
        expect(axis.ticks.length).toBeLessThan(9);
        for (const tick of axis.ticks)
          expect(tick >= axis.min - 1e-9 * span && tick <= axis.max + 1e-9 * span).toBe(true);
      }),
    );
  });

  it('takes a finer step where the usual one leaves a single tick', () => {
    expect(axisOver('tpi', { minimum: -395, maximum: 347 }, 190, 'x').ticks).toEqual([-400, -200, 0, 200]);
  });

  it('gives a single value a stretch around it', () => {
    const { min, max } = axisOver('x', { minimum: 7, maximum: 7 }, 100, 'y');
    expect(min).toBeLessThan(7);
    expect(max).toBeGreaterThan(7);
  });
});

describe('layOutPlot', () => {
  it('puts the least values at the lower left and the greatest at the upper right of its area', () => {
    const area = { xPx: 50, yPx: 10, widthPx: 200, heightPx: 100 };
    const plot = layOutPlot(area, axisFrom('x', 0, 4, 4), axisFrom('y', -1, 1, 4));
    expect([plot.toX(0), plot.toY(-1), plot.toX(4), plot.toY(1)]).toEqual([50, 110, 250, 10]);
    const words = readSvg(`<g>${plot.frame}</g>`).filter(({ name }) => name === 'text');
    expect(words.map(({ text }) => text)).toEqual(expect.arrayContaining(['0', '4', '−1.0', '1.0', 'x', 'y']));
  });
});
