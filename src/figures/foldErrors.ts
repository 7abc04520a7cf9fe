import { paper } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { blue, vermilion } from './palette.ts';
import type { Axis } from './plot.ts';
import { axisFrom, layOutPlot, leftRoomPx, levelLine } from './plot.ts';
import { element, line, text, smallTextSizePx } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { thin } from './thin.ts';
import { fitText, quantity, widestOf, widthOfText, withUnit } from './words.ts';

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
  /** Over all rows together; of several repeats the mean. */
  readonly pooledRmse: number;
}

const title = 'Error by fold';
const heightPx = 302;
const plotPx = { widthPx: 410, heightPx: 204 } as const;
/** Beside the plot, for the error over all rows. */
const besidePx = { least: 68, most: 160 } as const;
const small = { 'font-size': smallTextSizePx };
/** So many folds have room for their numbers below them; their numbers of rows only where these are short enough. */
const mostNamed = 20;
const betweenNamesPx = 6;
/** More dots are drawn smaller. */
const manyDots = 50;

/** The error of every fold (one dot per repeat) beside the error over all rows. */
export function drawFoldErrors({ subtitle, unit, folds, pooledRmse }: FoldErrorsRequest): string {
  const top = Math.max(pooledRmse, range(folds.map(({ rmse }) => rmse)).maximum) * 1.12 || 1;
  const y = axisFrom(withUnit('RMSE', unit), 0, top, 5);
  const area = { xPx: leftRoomPx(y), yPx: headingPx, ...plotPx };
  const pooled = fitText(quantity(pooledRmse, unit), smallTextSizePx, besidePx.most - 12);
  const widthPx = area.xPx + area.widthPx + Math.max(besidePx.least, widthOfText(pooled, smallTextSizePx) + 12);
  const plot = layOutPlot(area, foldAxis(folds), y);
  const shown = thin(folds);
  const dots = shown.map(
    ({ fold, rmse }) =>
      line(plot.toX(fold), plot.toY(0), plot.toX(fold), plot.toY(rmse), { stroke: blue, 'stroke-opacity': '0.35' }) +
      element('circle', {
        cx: plot.toX(fold),
        cy: plot.toY(rmse),
        r: shown.length > manyDots ? 2.4 : 3.4,
        fill: blue,
        stroke: paper,
        'stroke-width': '0.6',
      }),
  );
  const level = plot.toY(pooledRmse);
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    plot.grid,
    levelLine(plot, pooledRmse, vermilion, 1.2),
    ...dots,
    plot.frame,
    // Beside the plot, where it hides no dot.
    text('all rows', area.xPx + area.widthPx + 6, level - 2, small),
    text(pooled, area.xPx + area.widthPx + 6, level + 11, small),
  );
}

/** Few folds are named, with their rows where these fit, such as "3 (11)"; many are counted by round ticks. */
function foldAxis(folds: FoldErrorsRequest['folds']): Axis {
  const last = range(folds.map(({ fold }) => fold)).maximum;
  const axis = axisFrom('Fold', 0.5 - 0.02 * last, 0.5 + 1.02 * last, 8);
  if (last > mostNamed) return axis;
  const ticks = Array.from({ length: last }, (_, i) => i + 1);
  if (folds.length > last) {
    return { ...axis, label: 'Fold, a dot for every repeat', ticks, tickLabels: ticks.map(String) };
  }
  const sized = folds.map(({ fold, n }) => `${fold} (${n})`);
  const widest = widestOf(sized, smallTextSizePx);
  if (widest + betweenNamesPx > plotPx.widthPx / last) return { ...axis, ticks, tickLabels: ticks.map(String) };
  return { ...axis, label: 'Fold (rows)', ticks, tickLabels: sized };
}
