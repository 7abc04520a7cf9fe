/** A scale bar in the corner of a map whose coordinates are metres. */
import { ink, paper } from '../core/ink.ts';
import type { PreviewLayout } from './previewLayout.ts';
import type { TextPainter } from './previewText.ts';
import { roundStep } from '../core/ticks.ts';

/** About the share of the map's width that the bar takes. */
const wantedShare = 1 / 8;
const heightPx = 8;

export function drawScaleBar({ map, toFigure }: PreviewLayout, text: TextPainter): string {
  const pxPerMetre = toFigure(1, 0).xPx - toFigure(0, 0).xPx;
  const lengthM = roundStep((map.widthPx * wantedShare) / pxPerMetre);
  const lengthPx = lengthM * pxPerMetre;
  const words = lengthM >= 1000 ? `${lengthM / 1000} km` : `${lengthM} m`;
  const style = { sizePx: 18, weight: 'regular', colour: ink, anchor: 'middle' } as const;
  const overhangPx = text.widthPx(words, style) / 2;
  const left = map.xPx + 42;
  const top = map.yPx + map.heightPx - 34;
  const half = lengthPx / 2;
  return [
    `<rect x="${left - 22}" y="${top - 32}" width="${lengthPx + overhangPx + 40}" height="${heightPx + 48}" rx="4" ` +
      `fill="${paper}" fill-opacity="0.86"/>`,
    `<rect x="${left}" y="${top}" width="${lengthPx}" height="${heightPx}" fill="${paper}" stroke="${ink}" stroke-width="1.25"/>`,
    `<rect x="${left}" y="${top}" width="${half}" height="${heightPx}" fill="${ink}"/>`,
    text.draw('0', left, top - 9, style),
    text.draw(words, left + lengthPx, top - 9, style),
  ].join('');
}
