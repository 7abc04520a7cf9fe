/** Words around a map figure, and the stations on it. */
import { toHex } from '../core/colour.ts';
import { ink, softInk } from '../core/ink.ts';
import type { Legend, PreviewLayout } from './previewLayout.ts';
import type { TextPainter } from './previewText.ts';

export interface PreviewStation {
  readonly xMap: number;
  readonly yMap: number;
  readonly value: number;
}

const titlePx = 31;
const subtitlePx = 21;

/** Title and subtitle; words too long for the figure become smaller, not cut. */
export function drawTitle(layout: PreviewLayout, title: string, subtitle: string | null, text: TextPainter): string {
  const { map } = layout;
  const roomPx = layout.widthPx - map.xPx - 24;
  const fit = (words: string, sizePx: number, weight: 'regular' | 'semibold'): number =>
    Math.min(sizePx, (sizePx * roomPx) / text.widthPx(words, { sizePx, weight }));
  const draw = (words: string, yPx: number, sizePx: number, weight: 'regular' | 'semibold', colour: string): string =>
    text.draw(words, map.xPx, yPx, { sizePx: fit(words, sizePx, weight), weight, colour, anchor: 'start' });
  if (subtitle === null) return draw(title, map.yPx - 34, titlePx, 'semibold', ink);
  return (
    draw(title, map.yPx - 60, titlePx, 'semibold', ink) + draw(subtitle, map.yPx - 26, subtitlePx, 'regular', softInk)
  );
}

/** Below the map: what hatching and circles mean on the left, the CRS on the right. */
export function drawNotes(layout: PreviewLayout, crsName: string, stationCount: number, text: TextPainter): string {
  const { map } = layout;
  const y = map.yPx + map.heightPx + 98;
  const style = { sizePx: 18, weight: 'regular', colour: softInk, anchor: 'start' } as const;
  const parts = [
    `<rect x="${map.xPx}" y="${y - 15}" width="28" height="18" fill="url(#hatch)" stroke="${softInk}" stroke-width="1"/>`,
    text.draw('No data', map.xPx + 38, y, style),
    text.draw(crsName, map.xPx + map.widthPx, y, { ...style, anchor: 'end' }),
  ];
  if (stationCount > 0) {
    const left = map.xPx + 38 + text.widthPx('No data', style) + 40;
    parts.push(circle(left, y - 6, '#ffffff'), text.draw(`Observed (n = ${stationCount})`, left + 18, y, style));
  }
  return parts.join('');
}

/** Circles in the colours of the map, so that a good map swallows them; those outside the map are left out. */
export function drawStations(
  { map, toFigure }: PreviewLayout,
  stations: readonly PreviewStation[],
  { colourOf }: Pick<Legend, 'colourOf'>,
): string {
  const circles = stations.map(({ xMap, yMap, value }) => {
    const { xPx, yPx } = toFigure(xMap, yMap);
    return circle(xPx, yPx, toHex(colourOf(value)));
  });
  return (
    `<clipPath id="map"><rect x="${map.xPx}" y="${map.yPx}" width="${map.widthPx}" height="${map.heightPx}"/></clipPath>` +
    `<g clip-path="url(#map)">${circles.join('')}</g>`
  );
}

function circle(xPx: number, yPx: number, fill: string): string {
  return (
    `<circle cx="${xPx}" cy="${yPx}" r="8.6" fill="#ffffff" fill-opacity="0.9"/>` +
    `<circle cx="${xPx}" cy="${yPx}" r="6.4" fill="${fill}" stroke="${ink}" stroke-width="1.5"/>`
  );
}
