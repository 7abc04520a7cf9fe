import { range } from '../core/statistics.ts';
import { drawLevels, levelAxis, levelRoomPx } from './effectLevels.ts';
import { drawEffect, linesOf } from './effectPanel.ts';
import { blue, vermilion } from './palette.ts';
import { axisOver, layOutPlot, leftRoomPx } from './plot.ts';
import { element, line, smallTextSizePx, text, textSizePx } from './svg.ts';
import { fitText, widthOfText, withUnit } from './words.ts';
import type { Curve, Lines } from './effectPanel.ts';
import type { Axis } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface EffectCurvesRequest {
  readonly subtitle: string;
  /** What the curves give, such as "Predicted magt". */
  readonly predicted: string;
  readonly unit: string | null;
  readonly curves: readonly CovariateCurves[];
}

interface CovariateCurves {
  readonly covariate: string;
  readonly unit: string | null;
  /** Names by rank of the curves' values; null for a number. */
  readonly levels: readonly string[] | null;
  /** A panel each: one of no class, or one for each class. */
  readonly traced: readonly { readonly className: string | null; readonly effect: Curve }[];
}

interface Panel extends Omit<CovariateCurves, 'traced'> {
  readonly className: string | null;
  readonly curve: Curve;
  readonly lines: Lines;
}

const title = 'Effects of the covariates';
const mostAcross = { numbers: 3, classes: 6 } as const;
const gapPx = 20;
const plainRowPx = 206;
const classNamePx = 18;
const panelHeightPx = 150;
const legendPx = 22;

/**
 * A panel per covariate, or a row of panels per covariate, one for each class, all on one scale of what is predicted:
 * partial dependence with the middle eighty percent of the rows, and the accumulated local effect, raised to the mean
 * prediction so that both can be compared. A number has some single rows behind the curves; levels are points without
 * an accumulated effect.
 */
export function drawEffectCurves({ subtitle, predicted, unit, curves }: EffectCurvesRequest): string {
  const rows = rowsOfPanels(curves);
  const across = Math.max(...rows.map((row) => row.length));
  const panelPx = [400, 260, 190][across - 1] ?? 150;
  const y = axisOver(withUnit(predicted, unit), rangeOf(rows.flat()), panelHeightPx, 'y');
  const leftPx = leftRoomPx(y);
  const widthPx = leftPx + across * panelPx + (across - 1) * gapPx + 18;
  let topPx = headingPx + legendPx;
  const drawn = rows.map((row) => {
    const plotPx = topPx + (row[0]!.className === null ? 0 : classNamePx);
    const panels = row.map((panel, i) => {
      const area = { xPx: leftPx + i * (panelPx + gapPx), yPx: plotPx, widthPx: panelPx, heightPx: panelHeightPx };
      return drawPanel(panel, area, i === 0 ? y : withoutWords(y));
    });
    topPx = plotPx + plainRowPx + Math.max(...row.map(({ levels }) => (levels ? levelRoomPx(levels, panelPx) : 0)));
    return panels.join('');
  });
  return titledFigure(widthPx, topPx, { title, subtitle }, drawLegend(leftPx), ...drawn);
}

/** Covariates of numbers follow each other; the classes of a covariate begin a row. */
function rowsOfPanels(curves: readonly CovariateCurves[]): readonly (readonly Panel[])[] {
  const perCovariate = curves.map(({ traced, ...named }) =>
    traced.map(({ className, effect: curve }): Panel => {
      return { ...named, className, curve, lines: linesOf(curve, className === null) };
    }),
  );
  return perCovariate[0]![0]!.className === null
    ? inRows(perCovariate.flat(), mostAcross.numbers)
    : perCovariate.flatMap((panels) => inRows(panels, mostAcross.classes));
}

function inRows(panels: readonly Panel[], most: number): readonly (readonly Panel[])[] {
  return Array.from({ length: Math.ceil(panels.length / most) }, (_, i) => panels.slice(i * most, (i + 1) * most));
}

function rangeOf(panels: readonly Panel[]): ReturnType<typeof range> {
  return range(
    panels.flatMap(({ curve, lines }) => [
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

function drawPanel({ className, curve, lines, ...named }: Panel, area: Parameters<typeof layOutPlot>[0], y: Axis) {
  const { levels } = named;
  const label = fitText(withUnit(named.covariate, named.unit), textSizePx, area.widthPx + gapPx / 2);
  const above =
    className === null
      ? ''
      : text(fitText(className, textSizePx, area.widthPx), area.xPx, area.yPx - 6, { 'font-weight': '600' });
  if (levels === null) {
    const x = axisOver(label, range(curve.values), area.widthPx, 'x');
    return above + drawEffect(layOutPlot(area, x, y), curve, lines);
  }
  const { individuals } = lines;
  const plot = layOutPlot(area, levelAxis(levels.length), y);
  return above + drawLevels(plot, { ...curve, individuals, names: levels, label });
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
