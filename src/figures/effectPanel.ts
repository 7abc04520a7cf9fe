/** A panel of effects whose covariate is a number: curves over its values. */
import { ink } from '../core/ink.ts';
import { blue, grey, vermilion } from './palette.ts';
import { element, line, pathThrough } from './svg.ts';
import type { Plot } from './plot.ts';

export interface Curve {
  readonly values: ArrayLike<number>;
  readonly partialDependence: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Single rows, each with a value per value. */
  readonly individuals: Float32Array;
  /** null for levels. */
  readonly accumulated: ArrayLike<number> | null;
  readonly meanPrediction: number;
}

/** What of a curve is drawn beside the partial dependence and its band. */
export interface Lines {
  readonly individuals: readonly (readonly number[])[];
  /** At the level of the predictions; null for levels. */
  readonly accumulated: readonly number[] | null;
}

export function linesOf({ values, individuals, accumulated, meanPrediction }: Curve, withRows: boolean): Lines {
  const rowCount = withRows ? individuals.length / values.length : 0;
  return {
    individuals: Array.from({ length: rowCount }, (_, row) =>
      Array.from(individuals.subarray(row * values.length, (row + 1) * values.length)),
    ),
    accumulated: accumulated && Array.from(accumulated, (effect) => effect + meanPrediction),
  };
}

export function drawEffect(plot: Plot, curve: Curve, lines: Lines): string {
  const { values, partialDependence, lower, upper } = curve;
  const pathOf = (ys: ArrayLike<number>): string =>
    pathThrough(Array.from(values, (value, i) => [plot.toX(value), plot.toY(ys[i]!)] as const));
  const back = Array.from(values, (value, i) => [plot.toX(value), plot.toY(lower[i]!)] as const).toReversed();
  const bottom = plot.area.yPx + plot.area.heightPx;
  const rug = Array.from(values, (value) =>
    line(plot.toX(value), bottom - 5, plot.toX(value), bottom, { stroke: ink, 'stroke-opacity': '0.6' }),
  );
  return [
    plot.grid,
    element('path', { d: `${pathOf(upper)}L${pathThrough(back).slice(1)}Z`, fill: blue, 'fill-opacity': '0.15' }),
    element(
      'g',
      { fill: 'none', stroke: grey, 'stroke-width': '0.5', 'stroke-opacity': '0.45' },
      ...lines.individuals.map((ys) => element('path', { d: pathOf(ys) })),
    ),
    element('path', { d: pathOf(partialDependence), fill: 'none', stroke: blue, 'stroke-width': '2' }),
    ...(lines.accumulated === null
      ? []
      : [
          element('path', {
            d: pathOf(lines.accumulated),
            fill: 'none',
            stroke: vermilion,
            'stroke-width': '1.8',
            'stroke-dasharray': '6 3',
          }),
        ]),
    ...rug,
    plot.frame,
  ].join('');
}
