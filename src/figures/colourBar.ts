/** A bar of continuous colour with round numbers beside it: what a colour of a surface means. */
import { ink } from '../core/ink.ts';
import { toHex } from '../core/colour.ts';
import { axisFrom } from './plot.ts';
import { element, line, smallTextSizePx, text } from './svg.ts';
import type { Rgb } from '../core/colour.ts';

export interface ColourScale {
  readonly min: number;
  /** > min */
  readonly max: number;
  readonly colourOf: (value: number) => Rgb;
}

/** The bar itself, and the room that its numbers need beside it. */
export const colourBarPx = { width: 12, room: 56 };

const steps = 48;

/** @param xPx of its left edge */
export function drawColourBar(
  { min, max, colourOf }: ColourScale,
  xPx: number,
  topPx: number,
  heightPx: number,
): string {
  const { width } = colourBarPx;
  const stepPx = heightPx / steps;
  const boxes = Array.from({ length: steps }, (_, i) => {
    const fill = toHex(colourOf(max - ((i + 0.5) / steps) * (max - min)));
    // Half a pixel over the next one: no seams where edges fall between pixels.
    const height = i === steps - 1 ? stepPx : stepPx + 0.5;
    return element('rect', { x: xPx, y: topPx + i * stepPx, width, height, fill });
  });
  const { ticks, tickLabels } = axisFrom('', min, max, Math.floor(heightPx / 28));
  const numbers = ticks.map((tick, i) => {
    const y = topPx + ((max - tick) / (max - min)) * heightPx;
    return (
      line(xPx + width, y, xPx + width + 3, y, { stroke: ink, 'stroke-width': '0.8' }) +
      text(tickLabels[i]!, xPx + width + 6, y + 3.7, { 'font-size': smallTextSizePx })
    );
  });
  const frame = { fill: 'none', stroke: ink, 'stroke-width': '0.8' };
  return [...boxes, element('rect', { x: xPx, y: topPx, width, height: heightPx, ...frame }), ...numbers].join('');
}
