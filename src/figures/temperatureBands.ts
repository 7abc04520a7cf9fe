/** Temperatures as bands of colour, and the bar that says which is which. */
import { temperatureColour, toHex } from '../core/colour.ts';
import { ink } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { roundStep, tickLabels } from '../core/ticks.ts';
import { element, smallTextSizePx, text, textSizePx } from './svg.ts';

/** Where the bar stands beside a plot. */
export const barPx = { gap: 18, width: 14, room: 52 };
const mostBands = 14;

export interface TemperatureBands {
  /** Between neighbouring bands, ascending; 0 °C is among them, or beyond an end. */
  readonly levels: readonly number[];
  /** One more than levels. */
  readonly colours: readonly string[];
}

export function bandsOver(temperaturesC: ArrayLike<number>): TemperatureBands {
  const { minimum, maximum } = range(temperaturesC);
  const step = roundStep(Math.max(maximum - minimum, 0.1) / mostBands);
  const [from, to] = [Math.ceil(minimum / step), Math.floor(maximum / step)];
  const levels = Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toPrecision(12)));
  const fullC = Math.max(Math.abs(minimum), Math.abs(maximum), step);
  const colours = Array.from({ length: levels.length + 1 }, (_, i) =>
    toHex(temperatureColour((from + i - 0.5) * step, fullC)),
  );
  return { levels, colours };
}

/** Bands as a stack of boxes, coldest at the foot, with the temperatures between them. */
export function drawBar({ levels, colours }: TemperatureBands, xPx: number, topPx: number, heightPx: number): string {
  const boxPx = heightPx / colours.length;
  const boxes = colours.map((fill, i) =>
    element('rect', { x: xPx, y: topPx + heightPx - (i + 1) * boxPx, width: barPx.width, height: boxPx, fill }),
  );
  const words = tickLabels(levels).map((label, i) => {
    const y = topPx + heightPx - (i + 1) * boxPx;
    return text(label, xPx + barPx.width + 5, y + 3.7, { 'font-size': smallTextSizePx });
  });
  const frame = element('rect', {
    x: xPx,
    y: topPx,
    width: barPx.width,
    height: heightPx,
    fill: 'none',
    stroke: ink,
    'stroke-width': '0.8',
  });
  const unit = text('°C', xPx, topPx - 6, { 'font-size': textSizePx });
  return [...boxes, frame, ...words, unit].join('');
}
