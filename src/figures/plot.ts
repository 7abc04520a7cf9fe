/** The frame of a plot: two axes with round ticks, faint lines across, labels with units. */
import { ink, softInk } from '../core/ink.ts';
import { roundTicks, tickLabels } from '../core/ticks.ts';
import type { Rectangle } from './svg.ts';
import { element, line, smallTextSizePx, text, textSizePx } from './svg.ts';
import { fitText, widestOf } from './words.ts';

export interface Axis {
  /** With its unit; empty for none. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** One per tick. */
  readonly tickLabels: readonly string[];
}

export interface Plot {
  readonly area: Rectangle;
  readonly toX: (value: number) => number;
  readonly toY: (value: number) => number;
  /** Drawn below the data, and above it. */
  readonly grid: string;
  readonly frame: string;
}

const tickPx = 4;
/** By which a label may be wider than the axis above it: figures and panels leave half of it on either side. */
const labelOverhangPx = 20;
const xLabelRoomPx = 46;
const yLabelRoomPx = 28;

/**
 * An axis over values, a little wider than they are.
 * @param lengthPx of the axis: decides how many ticks there are
 */
export function axisOver(
  label: string,
  values: { readonly minimum: number; readonly maximum: number },
  lengthPx: number,
  direction: 'x' | 'y',
): Axis {
  // A single value gets a stretch around it, so that it stands in the middle.
  const span = values.maximum - values.minimum || Math.abs(values.minimum) * 0.1 || 1;
  const room = direction === 'x' ? xLabelRoomPx : yLabelRoomPx;
  return axisFrom(label, values.minimum - 0.04 * span, values.maximum + 0.04 * span, Math.floor(lengthPx / room));
}

/** An axis from exactly min to max. */
export function axisFrom(label: string, min: number, max: number, tickCount: number): Axis {
  const ticks = enoughTicks(min, max, Math.max(2, tickCount));
  return { label, min, max, ticks, tickLabels: tickLabels(ticks) };
}

/** About as many as wanted; a step of 5 for one of 2 may leave a single tick, then the next finer step is taken. */
function enoughTicks(min: number, max: number, wanted: number): number[] {
  for (let most = wanted; most < 3 * wanted; most++) {
    const ticks = roundTicks(min, max, most);
    if (ticks.length > 2) return ticks;
  }
  return roundTicks(min, max, wanted);
}

export function layOutPlot(area: Rectangle, x: Axis, y: Axis): Plot {
  const right = area.xPx + area.widthPx;
  const bottom = area.yPx + area.heightPx;
  const toX = (value: number): number => area.xPx + ((value - x.min) / (x.max - x.min)) * area.widthPx;
  const toY = (value: number): number => bottom - ((value - y.min) / (y.max - y.min)) * area.heightPx;
  const faint = { stroke: ink, 'stroke-opacity': '0.1' };
  const strong = { stroke: ink, 'stroke-width': '0.8' };
  const label = { 'font-size': smallTextSizePx };
  const grid = [
    ...x.ticks.map((tick) => line(toX(tick), area.yPx, toX(tick), bottom, faint)),
    ...y.ticks.map((tick) => line(area.xPx, toY(tick), right, toY(tick), faint)),
  ];
  const xTicks = x.ticks.map((tick, i) => {
    const at = toX(tick);
    const words = text(x.tickLabels[i]!, at, bottom + tickPx + 12, { ...label, 'text-anchor': 'middle' });
    return line(at, bottom, at, bottom + tickPx, strong) + words;
  });
  const yTicks = y.ticks.map((tick, i) => {
    const at = toY(tick);
    const words = text(y.tickLabels[i]!, area.xPx - tickPx - 3, at + 3.7, { ...label, 'text-anchor': 'end' });
    return line(area.xPx - tickPx, at, area.xPx, at, strong) + words;
  });
  const box = element('rect', {
    x: area.xPx,
    y: area.yPx,
    width: area.widthPx,
    height: area.heightPx,
    fill: 'none',
    ...strong,
  });
  return { area, toX, toY, grid: grid.join(''), frame: [box, ...xTicks, ...yTicks, axisLabels(area, x, y)].join('') };
}

const dashed = { 'stroke-dasharray': '5 3' };

/** A dashed line across the plot, such as a mean to compare with. */
export function levelLine({ area, toY }: Plot, value: number, stroke: string, widthPx: number): string {
  const at = toY(value);
  return line(area.xPx, at, area.xPx + area.widthPx, at, { stroke, 'stroke-width': String(widthPx), ...dashed });
}

/** Where both axes have the same value, dashed. */
export function equalityLine({ toX, toY }: Plot, min: number, max: number): string {
  return line(toX(min), toY(min), toX(max), toY(max), { stroke: ink, 'stroke-width': '1', ...dashed });
}

function axisLabels(area: Rectangle, x: Axis, y: Axis): string {
  const middleX = area.xPx + area.widthPx / 2;
  const middleY = area.yPx + area.heightPx / 2;
  const style = { 'text-anchor': 'middle', fill: ink };
  const below = fitText(x.label, textSizePx, area.widthPx + labelOverhangPx);
  const beside = fitText(y.label, textSizePx, area.heightPx);
  const leftPx = area.xPx - tickPx - 3 - widestTick(y) - 10;
  return (
    (below === '' ? '' : text(below, middleX, area.yPx + area.heightPx + 36, style)) +
    (beside === ''
      ? ''
      : text(beside, leftPx, middleY, {
          ...style,
          transform: `rotate(-90 ${leftPx.toFixed(2)} ${middleY.toFixed(2)})`,
        }))
  );
}

/** Room that an axis needs left of its plot, so that long numbers push nothing off the figure. */
export function leftRoomPx(y: Axis): number {
  return Math.max(62, tickPx + 3 + widestTick(y) + 10 + textSizePx + 6);
}

function widestTick({ tickLabels: words }: Axis): number {
  return widestOf(words, smallTextSizePx);
}

/** A soft line of words below a figure. */
export function note(words: string, xPx: number, yPx: number, widthPx: number): string {
  return text(fitText(words, smallTextSizePx, widthPx), xPx, yPx, { 'font-size': smallTextSizePx, fill: softInk });
}
