/** Temperatures as bands of colour, and the bar that says which is which. */
import { temperatureColour, toHex } from '../core/colour.ts';
import { ink } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { element, smallTextSizePx, text, textSizePx } from './svg.ts';

/** Where the bar stands beside a plot. */
export const barPx = { gap: 18, width: 14, room: 52 };

export interface TemperatureBands {
  /** Between neighbouring bands, ascending; 0 °C is among them, or beyond an end. */
  readonly levels: readonly number[];
  /** One more than levels. */
  readonly colours: readonly string[];
}

/** Distances from 0 °C, °C: permafrost is told apart by tenths near 0 °C, seasons by tens. */
const distancesC = [0.2, 0.5, 1, 2, 5, 10, 15, 20, 30, 50];

export function bandsOver(temperaturesC: ArrayLike<number>): TemperatureBands {
  const { minimum, maximum } = range(temperaturesC);
  const all = [...distancesC.map((distanceC) => -distanceC).toReversed(), 0, ...distancesC];
  const from = all.filter((level) => level <= minimum).length;
  const levels = all.slice(from).filter((level) => level <= maximum);
  // Band i lies below level i; ranks are counted from 0 °C.
  const colours = Array.from({ length: levels.length + 1 }, (_, i) =>
    toHex(temperatureColour(from + i - distancesC.length - 0.5, distancesC.length)),
  );
  return { levels, colours };
}

/** Bands as a stack of boxes, coldest at the foot, with the temperatures between them. */
export function drawBar({ levels, colours }: TemperatureBands, xPx: number, topPx: number, heightPx: number): string {
  const boxPx = heightPx / colours.length;
  const boxes = colours.map((fill, i) =>
    element('rect', { x: xPx, y: topPx + heightPx - (i + 1) * boxPx, width: barPx.width, height: boxPx, fill }),
  );
  const words = levels.map((level, i) => {
    const y = topPx + heightPx - (i + 1) * boxPx;
    return text(String(level).replace('-', '−'), xPx + barPx.width + 5, y + 3.7, { 'font-size': smallTextSizePx });
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
