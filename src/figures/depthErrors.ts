import { blue, vermilion } from './palette.ts';
import { axisFrom, layOutPlot, leftRoomPx } from './plot.ts';
import { element, line, pathThrough, smallTextSizePx, text } from './svg.ts';
import { fitText, widthOfText } from './words.ts';
import type { Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

interface DepthErrorsPanel {
  readonly words: string;
  /** RMSE in °C of each depth; null where nothing was measured. */
  readonly beforeC: readonly (number | null)[];
  readonly afterC: readonly (number | null)[];
}

export interface DepthErrorsRequest {
  readonly subtitle: string;
  readonly depthsM: readonly number[];
  readonly panels: readonly DepthErrorsPanel[];
}

const title = 'Error by depth';
const panelPx = 230;
const heightPx = 260;
const gapPx = 22;
const legendPx = 46;

/** Root mean square error against depth, downwards, before and after calibration; a panel per period on one scale. */
export function drawDepthErrors({ subtitle, depthsM, panels }: DepthErrorsRequest): string {
  const deepestM = Math.max(...depthsM);
  const errors = panels.flatMap(({ beforeC, afterC }) => [...beforeC, ...afterC]);
  const x = axisFrom('RMSE (°C)', 0, 1.06 * Math.max(0.1, ...errors.map((error) => error ?? 0)), 5);
  const depths = axisFrom('Depth (m)', -1.05 * deepestM, 0, Math.floor(heightPx / 36));
  const y = { ...depths, tickLabels: depths.tickLabels.map((label) => label.replace('−', '')) };
  const leftPx = leftRoomPx(y);
  const widthPx = panels.length * (leftPx + panelPx) + (panels.length - 1) * gapPx + 18;
  const topPx = headingPx + legendPx;
  const drawn = panels.map(({ words, beforeC, afterC }, i) => {
    const xPx = leftPx + i * (leftPx + panelPx + gapPx);
    const plot = layOutPlot({ xPx, yPx: topPx, widthPx: panelPx, heightPx }, x, y);
    const name = text(fitText(words, smallTextSizePx, panelPx), xPx, topPx - 8, {
      'font-size': smallTextSizePx,
      'font-weight': '600',
    });
    return [name, plot.grid, curve(plot, depthsM, beforeC, vermilion), curve(plot, depthsM, afterC, blue), plot.frame];
  });
  return titledFigure(widthPx, topPx + heightPx + 48, { title, subtitle }, drawLegend(leftPx), ...drawn.flat());
}

function curve(plot: Plot, depthsM: readonly number[], errors: readonly (number | null)[], stroke: string): string {
  const points = depthsM.flatMap((depthM, i) => {
    const error = errors[i] ?? null;
    return error === null ? [] : [[plot.toX(error), plot.toY(-depthM)] as const];
  });
  if (points.length === 0) return '';
  const dots = points.map(([cx, cy]) => element('circle', { cx, cy, r: 2.4 }));
  return (
    element('path', { d: pathThrough(points), fill: 'none', stroke, 'stroke-width': '1.4' }) +
    element('g', { fill: stroke }, ...dots)
  );
}

function drawLegend(leftPx: number): string {
  const at = headingPx + 8;
  const wide = 25 + widthOfText('as given', smallTextSizePx) + 18;
  return (
    [
      ['as given', vermilion],
      ['calibrated', blue],
    ] as const
  )
    .map(([words, stroke], i) => {
      const x = leftPx + i * wide;
      const label = text(words, x + 25, at + 3.7, { 'font-size': smallTextSizePx });
      return line(x, at, x + 20, at, { stroke, 'stroke-width': '1.4' }) + label;
    })
    .join('');
}
