import { paper } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { blue } from './palette.ts';
import { axisOver, equalityLine, layOutPlot, leftRoomPx, note } from './plot.ts';
import type { Rectangle } from './svg.ts';
import { element, text, textSizePx } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { describeThinning, thin } from './thin.ts';
import { fitText, quantity, withUnit } from './words.ts';

export interface ObservedPredictedRequest {
  /** Of what, such as the target and the validation. */
  readonly subtitle: string;
  readonly targetName: string;
  readonly unit: string | null;
  readonly observed: ArrayLike<number>;
  /** NaN where there is no prediction. */
  readonly predicted: ArrayLike<number>;
  /** Of these pairs. */
  readonly scores: {
    readonly n: number;
    readonly rmse: number;
    readonly bias: number;
    readonly r2: number | null;
  };
}

const title = 'Predicted against observed';
const heightPx = 454;
const sidePx = 336;
const rightPx = 18;

/** Predicted against observed values with the line of equality; the scores stand in the corner. */
export function drawObservedPredicted(request: ObservedPredictedRequest): string {
  const { subtitle, targetName, unit, observed, predicted, scores } = request;
  const pairs = Array.from(observed, (value, i) => [value, predicted[i]!] as const).filter(
    ([, value]) => !Number.isNaN(value),
  );
  const both = range(pairs.flat());
  const axis = (label: string) => axisOver(withUnit(label, unit), both, sidePx, 'x');
  const x = axis(`Observed ${targetName}`);
  const y = axis(`Predicted ${targetName}`);
  const area = { xPx: leftRoomPx(y), yPx: headingPx, widthPx: sidePx, heightPx: sidePx };
  const widthPx = area.xPx + sidePx + rightPx;
  const plot = layOutPlot(area, x, y);
  const shown = thin(pairs);
  const points = shown.map(([a, b]) => element('circle', { cx: plot.toX(a), cy: plot.toY(b), r: 2.6 }));
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    plot.grid,
    equalityLine(plot, x.min, x.max),
    element('g', { fill: blue, 'fill-opacity': '0.6', stroke: paper, 'stroke-width': '0.4' }, ...points),
    plot.frame,
    corner(area, [
      `RMSE ${quantity(scores.rmse, unit)}`,
      ...(scores.r2 === null ? [] : [`R² ${quantity(scores.r2, null, 1)}`]),
      `bias ${quantity(scores.bias, unit, scores.rmse)}`,
      `n ${scores.n}`,
    ]),
    note(
      ['dashed: predicted = observed', describeThinning(shown.length, pairs.length, 'rows')].filter(Boolean).join('; '),
      area.xPx,
      heightPx - 10,
      area.widthPx,
    ),
  );
}

/** Words in the upper left, where only wild overestimates lie; a rim keeps them readable over those. */
function corner(area: Rectangle, lines: readonly string[]): string {
  return lines
    .map((words, i) =>
      text(fitText(words, textSizePx, area.widthPx - 20), area.xPx + 10, area.yPx + 20 + 16 * i, {
        stroke: paper,
        'stroke-width': '3',
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      }),
    )
    .join('');
}
