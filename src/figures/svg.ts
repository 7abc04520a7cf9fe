/** SVG as text: escaped words, numbers of fixed precision, no scripts, so that a figure is safe to show anywhere. */
import { ink, paper } from '../core/ink.ts';

type Attributes = Readonly<Record<string, string | number>>;

export interface Rectangle {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Words of a figure, from the sizes of a printed column: 1 px is 0.26 mm at the figure's own size. */
export const textSizePx = 12;
export const smallTextSizePx = 10.5;

/** @param children markup, as other functions here return it */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeText(value)}"`,
  );
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

/** @param words any text, from anybody */
export function text(words: string, xPx: number, yPx: number, attributes: Attributes = {}): string {
  return element('text', { x: xPx, y: yPx, ...attributes }, escapeText(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

/** The d attribute of a line through points. */
export function pathThrough(points: readonly (readonly [xPx: number, yPx: number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${coordinate(x)} ${coordinate(y)}`).join('');
}

/**
 * A whole figure on white paper.
 * @param title what it shows, in words: also read out by screen readers
 */
export function figure(widthPx: number, heightPx: number, title: string, ...content: readonly string[]): string {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${coordinate(widthPx)} ${coordinate(heightPx)}`,
      role: 'img',
      'font-family': "'Source Sans 3', 'Source Sans Pro', 'Helvetica Neue', Helvetica, Arial, sans-serif",
      'font-size': textSizePx,
      fill: ink,
    },
    element('title', {}, escapeText(title)),
    element('rect', { width: widthPx, height: heightPx, fill: paper }),
    ...content,
    '\n',
  );
}

/** What may stand in XML 1.0: everything but control characters and halves of characters. */
function escapeText(words: string): string {
  return words
    .toWellFormed()
    .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Hundredths of a pixel: finer is not seen, and the last digits of a float differ between machines. */
function coordinate(value: number): string {
  return String(Number(value.toFixed(2)) + 0);
}
