import { ink, paper } from '../core/ink.ts';
import { blue, vermilion } from './palette.ts';
import type { Axis } from './plot.ts';
import { axisFrom, heading, headingPx, layOutPlot } from './plot.ts';
import { element, figure, line, text, smallTextSizePx } from './svg.ts';
import { quantity, withUnit } from './words.ts';

export interface FoldErrorsRequest {
  /** Of what, such as the target and the validation. */
  readonly subtitle: string;
  readonly unit: string | null;
  readonly folds: readonly {
    /** From 1. */
    readonly fold: number;
    readonly rmse: number;
    readonly n: number;
  }[];
  /** Over all rows together. */
  readonly pooledRmse: number;
}

const widthPx = 480;
const title = 'Error by fold';
const heightPx = 302;
const area = { xPx: 62, yPx: headingPx, widthPx: 400, heightPx: 204 };
/** So many folds have room for their numbers and sizes below them. */
const mostNamed = 15;

/** The error of every fold (one dot per repeat) beside the error over all rows. */
export function drawFoldErrors({ subtitle, unit, folds, pooledRmse }: FoldErrorsRequest): string {
  const top = Math.max(pooledRmse, ...folds.map(({ rmse }) => rmse)) * 1.12 || 1;
  const plot = layOutPlot(area, foldAxis(folds), axisFrom(withUnit('RMSE', unit), 0, top, 5));
  const dots = folds.map(
    ({ fold, rmse }) =>
      line(plot.toX(fold), plot.toY(0), plot.toX(fold), plot.toY(rmse), { stroke: blue, 'stroke-opacity': '0.35' }) +
      element('circle', {
        cx: plot.toX(fold),
        cy: plot.toY(rmse),
        r: 3.4,
        fill: blue,
        stroke: paper,
        'stroke-width': '0.6',
      }),
  );
  const level = plot.toY(pooledRmse);
  return figure(
    widthPx,
    heightPx,
    `${title}: ${subtitle}`,
    heading(title, subtitle, widthPx),
    plot.grid,
    line(area.xPx, level, area.xPx + area.widthPx, level, {
      stroke: vermilion,
      'stroke-width': '1.2',
      'stroke-dasharray': '5 3',
    }),
    ...dots,
    text(`all rows ${quantity(pooledRmse, unit)}`, area.xPx + area.widthPx - 6, level - 5, {
      'text-anchor': 'end',
      'font-size': smallTextSizePx,
      fill: ink,
      stroke: paper,
      'stroke-width': '3',
      'paint-order': 'stroke',
    }),
    plot.frame,
  );
}

/** Few folds are named with their size, such as "3 (n 11)" in two lines of the label; many are counted by round ticks. */
function foldAxis(folds: FoldErrorsRequest['folds']): Axis {
  const last = Math.max(...folds.map(({ fold }) => fold));
  const axis = axisFrom('Fold', 0.4, last + 0.6, 8);
  if (last > mostNamed) return axis;
  const ticks = Array.from({ length: last }, (_, i) => i + 1);
  const sizes = folds.length === last ? folds.map(({ n }) => n) : null;
  const label = sizes === null ? 'Fold, a dot for every repeat' : 'Fold (rows)';
  return {
    ...axis,
    label,
    ticks,
    tickLabels: ticks.map((fold, i) => (sizes === null ? `${fold}` : `${fold} (${sizes[i]!})`)),
  };
}
