import { ink } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { drawLevels, levelAxis, levelRoomPx } from './effectLevels.ts';
import { blue, grey, vermilion } from './palette.ts';
import { axisOver, heading, headingPx, layOutPlot, leftRoomPx } from './plot.ts';
import type { Axis } from './plot.ts';
import { element, figure, line, pathThrough, smallTextSizePx, text } from './svg.ts';
import { thin } from './thin.ts';
import { widthOfText, withUnit } from './words.ts';

export interface EffectCurvesRequest {
  readonly subtitle: string;
  readonly targetName: string;
  readonly unit: string | null;
  /** One panel each, as `traceEffect` gives them. */
  readonly curves: readonly {
    readonly covariate: string;
    readonly unit: string | null;
    /** Names by rank of the curve's values; null for a number. */
    readonly levels: readonly string[] | null;
    readonly curve: Curve;
  }[];
}

interface Curve {
  readonly values: ArrayLike<number>;
  readonly partialDependence: ArrayLike<number>;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  readonly individuals: Float32Array;
  /** null for levels. */
  readonly accumulated: ArrayLike<number> | null;
  readonly meanPrediction: number;
}

const title = 'Effects of the covariates';
const mostIndividuals = 40;
const mostAcross = 3;
const gapPx = 20;
const plainRowPx = 206;
const panelHeightPx = 150;
const legendPx = 22;

/**
 * A panel per covariate, all on one scale of the target: partial dependence with the middle eighty percent of the rows
 * and some single rows, and the accumulated local effect, raised to the mean prediction so that both can be compared.
 * Levels are points without it.
 */
export function drawEffectCurves({ subtitle, targetName, unit, curves }: EffectCurvesRequest): string {
  const across = Math.min(mostAcross, curves.length);
  const panelPx = across === 1 ? 400 : across === 2 ? 260 : 190;
  const shown = curves.map((entry) => ({ ...entry, lines: linesOf(entry.curve) }));
  const y = axisOver(withUnit(`Predicted ${targetName}`, unit), rangeOf(shown), panelHeightPx, 'y');
  const leftPx = leftRoomPx(y);
  const widthPx = leftPx + across * panelPx + (across - 1) * gapPx + 18;
  const rowPx = plainRowPx + Math.max(0, ...shown.map(({ levels }) => (levels ? levelRoomPx(levels, panelPx) : 0)));
  const panels = shown.map(({ covariate, unit: covariateUnit, levels, curve, lines }, i) => {
    const area = {
      xPx: leftPx + (i % across) * (panelPx + gapPx),
      yPx: headingPx + legendPx + Math.floor(i / across) * rowPx,
      widthPx: panelPx,
      heightPx: panelHeightPx,
    };
    const label = withUnit(covariate, covariateUnit);
    const ownY = i % across === 0 ? y : withoutWords(y);
    if (levels !== null) {
      const { individuals } = lines;
      return drawLevels(layOutPlot(area, levelAxis(levels.length), ownY), {
        ...curve,
        individuals,
        names: levels,
        label,
      });
    }
    return drawPanel(layOutPlot(area, axisOver(label, range(curve.values), panelPx, 'x'), ownY), curve, lines);
  });
  return figure(
    widthPx,
    headingPx + legendPx + Math.ceil(curves.length / across) * rowPx,
    `${title}: ${subtitle}`,
    heading(title, subtitle, widthPx),
    drawLegend(leftPx),
    ...panels,
  );
}

interface Lines {
  readonly individuals: readonly (readonly number[])[];
  /** At the level of the predictions; null for levels. */
  readonly accumulated: readonly number[] | null;
}

function linesOf({ values, individuals, accumulated, meanPrediction }: Curve): Lines {
  const rows = Array.from({ length: individuals.length / values.length }, (_, row) => row);
  return {
    individuals: thin(rows, mostIndividuals).map((row) =>
      Array.from(individuals.subarray(row * values.length, (row + 1) * values.length)),
    ),
    accumulated: accumulated && Array.from(accumulated, (effect) => effect + meanPrediction),
  };
}

function rangeOf(shown: readonly { readonly curve: Curve; readonly lines: Lines }[]): ReturnType<typeof range> {
  return range(
    shown.flatMap(({ curve, lines }) => [
      ...Array.from(curve.lower),
      ...Array.from(curve.upper),
      ...(lines.accumulated ?? []),
      ...lines.individuals.flat(),
    ]),
  );
}

function withoutWords(axis: Axis): Axis {
  return { ...axis, label: '', tickLabels: axis.tickLabels.map(() => '') };
}

function drawPanel(plot: ReturnType<typeof layOutPlot>, curve: Curve, lines: Lines): string {
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

function drawLegend(leftPx: number): string {
  const at = headingPx + 6;
  const small = { 'font-size': smallTextSizePx };
  const first = 'partial dependence; band: 80 % of the rows';
  const second = leftPx + 30 + widthOfText(first, smallTextSizePx) + 24;
  return [
    element('rect', { x: leftPx, y: at - 6, width: 24, height: 12, fill: blue, 'fill-opacity': '0.15' }),
    line(leftPx, at, leftPx + 24, at, { stroke: blue, 'stroke-width': '2' }),
    text(first, leftPx + 30, at + 3.7, small),
    line(second, at, second + 24, at, { stroke: vermilion, 'stroke-width': '1.8', 'stroke-dasharray': '6 3' }),
    text('accumulated local effect', second + 30, at + 3.7, small),
  ].join('');
}
