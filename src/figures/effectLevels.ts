/** A panel of effects whose covariate has levels: a point for each, and no line between them. */
import { ink } from '../core/ink.ts';
import { blue, grey } from './palette.ts';
import { element, line, smallTextSizePx, text, textSizePx } from './svg.ts';
import { fitText, widestOf } from './words.ts';
import type { Axis, Plot } from './plot.ts';

interface LevelEffects {
  /** One per level. */
  readonly names: readonly string[];
  /** Below the names: the covariate. */
  readonly label: string;
  readonly partialDependence: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Rows, each with a value per level. */
  readonly individuals: readonly (readonly number[])[];
}

const longestNamePx = 110;
/** Upright names closer than this would touch. */
const leastSlotPx = smallTextSizePx + 1;

/** A slot per level, without numbers. */
export function levelAxis(levelCount: number): Axis {
  return { label: '', min: -0.5, max: levelCount - 0.5, ticks: [], tickLabels: [] };
}

/** What names need below the plot beyond one line: those wider than their slots stand upright. */
export function levelRoomPx(names: readonly string[], panelPx: number): number {
  const widest = widestOf(names, smallTextSizePx);
  return widest + 4 <= panelPx / names.length ? 0 : Math.min(widest, longestNamePx) - smallTextSizePx;
}

export function drawLevels(plot: Plot, effects: LevelEffects): string {
  const { names, label, partialDependence, lower, upper, individuals } = effects;
  const { area, toX, toY } = plot;
  const slotPx = area.widthPx / names.length;
  const bottom = area.yPx + area.heightPx;
  const room = levelRoomPx(names, area.widthPx);
  // Of more levels than names have room, only some are named.
  const every = Math.ceil(leastSlotPx / slotPx);
  const marks = names.flatMap((name, level) => {
    const x = toX(level);
    const dots = individuals.map((values, row) => {
      const aside = (individuals.length < 2 ? 0 : row / (individuals.length - 1) - 0.5) * 0.5 * slotPx;
      return element('circle', { cx: x + aside, cy: toY(values[level]!), r: 1.1 });
    });
    const [low, high] = [toY(lower[level]!), toY(upper[level]!)];
    const band = { x: x - slotPx * 0.3, y: high, width: slotPx * 0.6, height: low - high };
    return [
      element('rect', { ...band, fill: blue, 'fill-opacity': '0.15' }),
      element('g', { fill: grey, 'fill-opacity': '0.45' }, ...dots),
      element('circle', { cx: x, cy: toY(partialDependence[level]!), r: Math.min(4, slotPx / 3), fill: blue }),
      line(x, bottom, x, bottom + 4, { stroke: ink, 'stroke-width': '0.8' }),
      ...(level % every === 0 ? [nameBelow(name, x, bottom, room > 0)] : []),
    ];
  });
  const middle = area.xPx + area.widthPx / 2;
  const words = fitText(label, textSizePx, area.widthPx);
  return [plot.grid, ...marks, plot.frame, text(words, middle, bottom + 36 + room, { 'text-anchor': 'middle' })].join(
    '',
  );
}

function nameBelow(name: string, x: number, bottom: number, upright: boolean): string {
  const small = { 'font-size': smallTextSizePx };
  if (!upright) return text(name, x, bottom + 16, { ...small, 'text-anchor': 'middle' });
  const [left, top] = [x + 3.7, bottom + 7];
  return text(fitText(name, smallTextSizePx, longestNamePx), left, top, {
    ...small,
    'text-anchor': 'end',
    transform: `rotate(-90 ${left.toFixed(2)} ${top.toFixed(2)})`,
  });
}
