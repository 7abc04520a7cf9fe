import { ink, softInk } from '../core/ink.ts';
import { blue, grey } from './palette.ts';
import { axisFrom, layOutPlot, note } from './plot.ts';
import { element, line, smallTextSizePx, text, textSizePx } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { fitText, squared, widestOf, withUnit } from './words.ts';

export interface ImportanceBar {
  readonly name: string;
  readonly mean: number;
  /** Standard deviation over trees; null where there is none. */
  readonly sd: number | null;
}

interface ImportancePanel {
  /** Below the axis, without the unit, which is that of the target squared. */
  readonly label: string;
  /** The most important first. */
  readonly bars: readonly ImportanceBar[];
}

const title = 'Importance of the covariates';
const widthPx = 520;
const barPx = 20;
const mostBars = 30;
const widestNamePx = 190;
/** Half of the last number below the axis may stand there. */
const rightPx = 28;

export interface ImportanceRequest {
  /** Of what: the target and the model. */
  readonly subtitle: string;
  /** Of the target. */
  readonly unit: string | null;
  readonly panels: readonly ImportancePanel[];
}

/** What each covariate is worth, a panel per measure: bars with the standard deviation over trees. */
export function drawImportanceBars(request: ImportanceRequest): string {
  const { subtitle, unit, panels } = request;
  const names = panels.flatMap(({ bars }) => bars.slice(0, mostBars).map(({ name }) => name));
  const namePx = Math.min(widestNamePx, widestOf(names, textSizePx));
  let top = headingPx;
  const drawn = panels.map((panel) => {
    const { svg, heightPx } = drawPanel(panel, squared(unit), namePx + 24, top);
    top += heightPx;
    return svg;
  });
  return titledFigure(
    widthPx,
    top + 10,
    { title, subtitle },
    ...drawn,
    note('lines: standard deviation over trees', namePx + 24, top, widthPx - namePx - 24),
  );
}

function drawPanel(
  { label, bars }: ImportancePanel,
  unit: string | null,
  leftPx: number,
  topPx: number,
): { readonly svg: string; readonly heightPx: number } {
  const shown = bars.slice(0, mostBars);
  const area = { xPx: leftPx, yPx: topPx, widthPx: widthPx - leftPx - rightPx, heightPx: shown.length * barPx + 8 };
  const ends = shown.flatMap(({ mean, sd }) => [mean - (sd ?? 0), mean + (sd ?? 0)]);
  const [min, max] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const span = max - min || 1;
  const x = axisFrom(withUnit(label, unit), min === 0 ? 0 : min - 0.04 * span, max + 0.04 * span, 6);
  const plot = layOutPlot(area, x, { label: '', min: 0, max: 1, ticks: [], tickLabels: [] });
  const zero = plot.toX(0);
  const rows = shown.map(({ name, mean, sd }, i) => {
    const middle = area.yPx + 4 + (i + 0.5) * barPx;
    const end = plot.toX(mean);
    const spread =
      sd === null
        ? ''
        : line(plot.toX(mean - sd), middle, plot.toX(mean + sd), middle, { stroke: ink, 'stroke-width': '1' });
    return [
      element('rect', {
        x: Math.min(zero, end),
        y: middle - barPx * 0.34,
        width: Math.abs(end - zero),
        height: barPx * 0.68,
        fill: mean < 0 ? grey : blue,
      }),
      spread,
      text(fitText(name, textSizePx, widestNamePx), leftPx - 8, middle + 4, { 'text-anchor': 'end' }),
    ].join('');
  });
  const more = bars.length - shown.length;
  return {
    svg: [
      plot.grid,
      ...rows,
      line(zero, area.yPx, zero, area.yPx + area.heightPx, { stroke: ink, 'stroke-width': '0.8' }),
      plot.frame,
      more === 0
        ? ''
        : text(`${more} more, less important`, area.xPx + area.widthPx - 6, area.yPx + area.heightPx - 6, {
            'text-anchor': 'end',
            'font-size': smallTextSizePx,
            fill: softInk,
          }),
    ].join(''),
    heightPx: area.heightPx + 62,
  };
}
