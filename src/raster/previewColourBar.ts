/** The legend of a map figure: a vertical bar of the colours in use, with 0 set apart. */
import { toHex } from '../core/colour.ts';
import { ink } from '../core/ink.ts';
import { colourBarRoomPx, type Legend, type PreviewLayout } from './previewLayout.ts';
import type { ColourScale } from './previewScale.ts';
import type { TextPainter } from './previewText.ts';
import { tickLabels } from '../core/ticks.ts';

/** Stops of the gradient; between two of them the colours change evenly. */
const stopCount = 120;
const arrowPx = 24;

export function barLegend(scale: ColourScale, unit: string, text: TextPainter): Legend {
  return {
    roomPx: colourBarRoomPx,
    colourOf: scale.colourOf,
    draw: (layout) => drawColourBar(layout, scale, unit, text),
  };
}

function drawColourBar(layout: PreviewLayout, scale: ColourScale, unit: string, text: TextPainter): string {
  const { xPx, yPx, widthPx, heightPx } = layout.colourBar;
  const { min, max, ticks: values } = scale;
  const right = xPx + widthPx;
  const bottom = yPx + heightPx;
  const yOf = (value: number): number => yPx + (heightPx * (max - value)) / (max - min);
  const colourOf = (value: number): string => toHex(scale.colourOf(value));
  const stops = Array.from({ length: stopCount + 1 }, (_, i) => {
    const share = i / stopCount;
    return `<stop offset="${share}" stop-color="${colourOf(max + (min - max) * share)}"/>`;
  });
  const outline = `stroke="${ink}" stroke-width="1.25"`;
  const arrow = (base: number, tip: number, value: number): string =>
    `<path d="M${xPx} ${base}L${right} ${base}L${xPx + widthPx / 2} ${tip}Z" fill="${colourOf(value)}" ${outline}/>`;
  const labels = tickLabels(values);
  const ticks = values.map((value, i) => {
    const y = yOf(value);
    const isZero = value === 0;
    const from = isZero ? xPx : right;
    return (
      `<line x1="${from}" y1="${y}" x2="${right + 9}" y2="${y}" stroke="${ink}" stroke-width="${isZero ? 2.5 : 1.25}"/>` +
      text.draw(isZero ? '0' : labels[i]!, right + 16, y + (isZero ? 7.5 : 6.5), {
        sizePx: isZero ? 23 : 19,
        weight: isZero ? 'semibold' : 'regular',
        colour: ink,
        anchor: 'start',
      })
    );
  });
  return [
    `<linearGradient id="bar" x1="0" y1="0" x2="0" y2="1">${stops.join('')}</linearGradient>`,
    `<rect x="${xPx}" y="${yPx}" width="${widthPx}" height="${heightPx}" fill="url(#bar)" ${outline}/>`,
    scale.hasAbove ? arrow(yPx, yPx - arrowPx, max) : '',
    scale.hasBelow ? arrow(bottom, bottom + arrowPx, min) : '',
    ...ticks,
    text.draw(unit, xPx + widthPx / 2, yPx - arrowPx - 12, {
      sizePx: 21,
      weight: 'semibold',
      colour: ink,
      anchor: 'middle',
    }),
  ].join('');
}
