import { ink, softInk } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { blue, grey, vermilion } from './palette.ts';
import { axisFrom, axisOver, layOutPlot, leftRoomPx, note } from './plot.ts';
import { element, line, pathThrough, smallTextSizePx, text } from './svg.ts';
import { widthOfText } from './words.ts';
import type { Axis, Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

interface RecordPanel {
  readonly depthM: number;
  /** °C, one per time; NaN where there is none. */
  readonly measuredC: readonly number[];
  readonly beforeC: readonly number[];
  readonly afterC: readonly number[];
}

export interface RecordPanelsRequest {
  readonly subtitle: string;
  /** Decimal years, ascending. */
  readonly times: readonly number[];
  /** Stretches of times, labelled above the panels. */
  readonly periods: readonly { readonly from: number; readonly to: number; readonly words: string }[];
  /** By depth. */
  readonly panels: readonly RecordPanel[];
}

const title = 'Measured and modelled temperatures';
const widthPx = 720;
const panelPx = 104;
const gapPx = 24;
const legendPx = 40;
const belowPx = 62;
const kinds = [
  // Below the others, wide enough to be seen beside them.
  ['measured', 'measuredC', grey, '3.5'],
  ['as given', 'beforeC', vermilion, '1'],
  ['calibrated', 'afterC', blue, '1.4'],
] as const;

/** A panel per depth over one axis of time: measured, modelled as the ground was given, modelled as calibrated. */
export function drawRecordPanels({ subtitle, times, periods, panels }: RecordPanelsRequest): string {
  const years = axisFrom('Year', times[0]!, times.at(-1)!, Math.floor(widthPx / 90));
  const blank = { ...years, label: '', tickLabels: years.tickLabels.map(() => '') };
  const axes = panels.map(({ measuredC, beforeC, afterC }) => {
    const shown = [...measuredC, ...beforeC, ...afterC].filter((valueC) => !Number.isNaN(valueC));
    return axisOver('°C', range(shown), panelPx, 'y');
  });
  const leftPx = Math.max(...axes.map(leftRoomPx));
  const topPx = headingPx + legendPx;
  const heightPx = topPx + panels.length * (panelPx + gapPx) + belowPx;
  const drawn = panels.map((panel, i) => {
    const yPx = topPx + i * (panelPx + gapPx);
    const area = { xPx: leftPx, yPx, widthPx: widthPx - leftPx - 18, heightPx: panelPx };
    const plot = layOutPlot(area, i === panels.length - 1 ? years : blank, axes[i]!);
    return drawPanel(plot, axes[i]!, panel, times, periods);
  });
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    drawLegend(leftPx),
    ...periods.map(({ from, to, words }) => {
      const share = ((from + to) / 2 - years.min) / (years.max - years.min);
      const at = leftPx + share * (widthPx - leftPx - 18);
      return text(words, at, topPx - 7, { 'font-size': smallTextSizePx, 'text-anchor': 'middle', fill: softInk });
    }),
    ...drawn,
    note('dashed: ends of the periods', leftPx, heightPx - 10, widthPx - leftPx),
  );
}

function drawPanel(
  plot: Plot,
  y: Axis,
  panel: RecordPanel,
  times: readonly number[],
  periods: RecordPanelsRequest['periods'],
): string {
  const { area, toX, toY } = plot;
  const upright = (time: number): string =>
    line(toX(time), area.yPx, toX(time), area.yPx + area.heightPx, {
      stroke: softInk,
      'stroke-width': '1',
      'stroke-dasharray': '4 3',
    });
  const zero =
    y.min < 0 && y.max > 0
      ? line(area.xPx, toY(0), area.xPx + area.widthPx, toY(0), { stroke: ink, 'stroke-width': '0.8' })
      : '';
  const curves = kinds.map(([, values, stroke, width]) =>
    element('path', { d: brokenPath(plot, times, panel[values]), fill: 'none', stroke, 'stroke-width': width }),
  );
  const depth = text(`${panel.depthM} m`, area.xPx, area.yPx - 6, {
    'font-weight': '600',
    'font-size': smallTextSizePx,
  });
  const ends = periods.flatMap(({ from, to }) => [from, to]).filter((time) => time > times[0]! && time < times.at(-1)!);
  return [plot.grid, zero, ...ends.map(upright), ...curves, plot.frame, depth].join('');
}

/** Broken where a value is missing. */
function brokenPath({ toX, toY }: Plot, times: readonly number[], values: readonly number[]): string {
  const runs: (readonly [number, number])[][] = [[]];
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) runs.push([]);
    else runs.at(-1)!.push([toX(times[i]!), toY(value)]);
  }
  return runs.map(pathThrough).join('');
}

function drawLegend(leftPx: number): string {
  const at = headingPx + 8;
  let x = leftPx;
  return kinds
    .map(([words, , stroke, width]) => {
      const mark =
        line(x, at, x + 20, at, { stroke, 'stroke-width': width }) +
        text(words, x + 25, at + 3.7, { 'font-size': smallTextSizePx });
      x += 25 + widthOfText(words, smallTextSizePx) + 18;
      return mark;
    })
    .join('');
}
