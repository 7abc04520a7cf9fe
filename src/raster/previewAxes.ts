/** The neat line of a map figure, a faint graticule, and coordinates along two sides. */
import type { PreviewLayout } from './previewLayout.ts';
import type { TextPainter } from './previewText.ts';
import { degreeLabels, degreeTicks, roundTicks, tickLabels } from '../core/ticks.ts';
import { ink, softInk } from '../core/ink.ts';

const tickPx = 8;
/** Room that a label needs before the next one looks crowded. */
const xLabelRoomPx = 130;
const yLabelRoomPx = 110;

/** @param unit of the map coordinates: degrees get hemispheres, metres are written in kilometres */
export function drawAxes(layout: PreviewLayout, unit: string, text: TextPainter): string {
  const { map, toFigure } = layout;
  const { minX, minY, maxX, maxY } = layout.frame;
  const perLabel = unit === 'metre' ? 1000 : 1;
  const placeTicks = unit === 'degree' ? degreeTicks : roundTicks;
  const ticksOf = (min: number, max: number, lengthPx: number, roomPx: number): number[] =>
    placeTicks(min / perLabel, max / perLabel, Math.max(1, Math.floor(lengthPx / roomPx)));
  const xTicks = ticksOf(minX, maxX, map.widthPx, xLabelRoomPx);
  const yTicks = ticksOf(minY, maxY, map.heightPx, yLabelRoomPx);
  const labelsOf = (ticks: readonly number[], axis: 'x' | 'y'): string[] =>
    unit === 'degree' ? degreeLabels(ticks, axis) : tickLabels(ticks);
  const label = { sizePx: 19, weight: 'regular', colour: ink } as const;
  const bottom = map.yPx + map.heightPx;

  const xParts = labelsOf(xTicks, 'x').map((words, i) => {
    const { xPx } = toFigure(xTicks[i]! * perLabel, minY);
    return [
      line(xPx, map.yPx, xPx, bottom, graticule),
      line(xPx, bottom, xPx, bottom + tickPx, tickStroke),
      text.draw(words, xPx, bottom + tickPx + 21, { ...label, anchor: 'middle' }),
    ].join('');
  });
  const yParts = labelsOf(yTicks, 'y').map((words, i) => {
    const { yPx } = toFigure(minX, yTicks[i]! * perLabel);
    return [
      line(map.xPx, yPx, map.xPx + map.widthPx, yPx, graticule),
      line(map.xPx - tickPx, yPx, map.xPx, yPx, tickStroke),
      text.draw(words, map.xPx - tickPx - 8, yPx + 6, { ...label, anchor: 'end' }),
    ].join('');
  });
  const frame =
    `<rect x="${map.xPx}" y="${map.yPx}" width="${map.widthPx}" height="${map.heightPx}" fill="none" ` +
    `stroke="${ink}" stroke-width="1.5"/>`;
  return [...xParts, ...yParts, frame, axisTitles(layout, unit, text)].join('');
}

/** Degrees say what they are; other coordinates need a name. */
function axisTitles({ map }: PreviewLayout, unit: string, text: TextPainter): string {
  if (unit === 'degree') return '';
  const shown = unit === 'metre' ? 'km' : unit;
  const style = { sizePx: 19, weight: 'regular', colour: softInk, anchor: 'middle' } as const;
  const middleY = map.yPx + map.heightPx / 2;
  return (
    text.draw(`Easting (${shown})`, map.xPx + map.widthPx / 2, map.yPx + map.heightPx + 58, style) +
    text.draw(`Northing (${shown})`, 30, middleY, { ...style, rotationDegrees: -90 })
  );
}

const graticule = `stroke="${ink}" stroke-width="1" stroke-opacity="0.13"`;
const tickStroke = `stroke="${ink}" stroke-width="1.5"`;

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${stroke}/>`;
}
