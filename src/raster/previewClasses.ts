/** The legend of a map of classes: a swatch and a name for each. */
import { toHex } from '../core/colour.ts';
import { ink, softInk } from '../core/ink.ts';
import { type MapClass, unusedColour } from './mapClasses.ts';
import type { Legend, PreviewLayout } from './previewLayout.ts';
import type { TextPainter } from './previewText.ts';

const gapPx = 36;
const swatchPx = 28;
const nameGapPx = 12;
const rowPx = 36;
const endPx = 20;
/** Longer names become smaller, not cut. */
const widestNamePx = 300;
const label = { sizePx: 19, weight: 'regular' } as const;

export function classLegend(classes: readonly MapClass[], text: TextPainter): Legend {
  const widest = Math.max(...classes.map(({ name }) => text.widthPx(name, label)));
  const colours = new Map(classes.map(({ value, colour }) => [value, colour]));
  return {
    roomPx: Math.ceil(gapPx + swatchPx + nameGapPx + Math.min(widest, widestNamePx) + endPx),
    colourOf: (value) => colours.get(value) ?? unusedColour,
    draw: (layout) => drawClasses(layout, classes, text),
  };
}

/** From the top of the map; where there are more than fit, the last row says how many are left out. */
function drawClasses({ map }: PreviewLayout, classes: readonly MapClass[], text: TextPainter): string {
  const rows = Math.floor(map.heightPx / rowPx);
  const shown = classes.length <= rows ? classes : classes.slice(0, rows - 1);
  const left = map.xPx + map.widthPx + gapPx;
  const nameAt = left + swatchPx + nameGapPx;
  const parts = shown.map(({ name, colour }, row) => {
    const top = map.yPx + row * rowPx;
    const sizePx = Math.min(label.sizePx, (label.sizePx * widestNamePx) / text.widthPx(name, label));
    return (
      `<rect x="${left}" y="${top}" width="${swatchPx}" height="20" fill="${toHex(colour)}" stroke="${ink}" stroke-width="1.25"/>` +
      text.draw(name, nameAt, top + 16, { ...label, sizePx, colour: ink, anchor: 'start' })
    );
  });
  if (shown.length < classes.length) {
    const words = `and ${classes.length - shown.length} more`;
    parts.push(
      text.draw(words, nameAt, map.yPx + shown.length * rowPx + 16, { ...label, colour: softInk, anchor: 'start' }),
    );
  }
  return parts.join('');
}
