/** A whole figure under its heading. */
import { softInk } from '../core/ink.ts';
import { figure, smallTextSizePx, text } from './svg.ts';
import { fitText } from './words.ts';

/** The height that the heading takes. */
export const headingPx = 48;
const marginPx = 14;
const titleSizePx = 13.5;

/**
 * @param words what the figure shows, and below it of what; both are cut to its width
 * @param content markup, in the order in which it is drawn
 */
export function titledFigure(
  widthPx: number,
  heightPx: number,
  words: { readonly title: string; readonly subtitle: string },
  ...content: readonly string[]
): string {
  const { title, subtitle } = words;
  const roomPx = widthPx - 2 * marginPx;
  return figure(
    widthPx,
    heightPx,
    `${title}: ${subtitle}`,
    text(fitText(title, titleSizePx, roomPx), marginPx, 20, { 'font-size': titleSizePx, 'font-weight': '600' }),
    text(fitText(subtitle, smallTextSizePx, roomPx), marginPx, 36, { 'font-size': smallTextSizePx, fill: softInk }),
    ...content,
  );
}
