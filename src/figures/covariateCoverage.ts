import { range } from '../core/statistics.ts';
import { blue, grey } from './palette.ts';
import { axisFrom, layOutPlot, note } from './plot.ts';
import { element, pathThrough, smallTextSizePx, text } from './svg.ts';
import { fitText, withUnit } from './words.ts';
import type { Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface CoveredCovariate {
  readonly name: string;
  readonly unit: string | null;
  /** Values at the stations, and of cells of the map. */
  readonly stations: Float64Array;
  readonly cells: Float64Array;
  /** Share of the cells outside the range of the stations. */
  readonly shareOutside: number;
}

interface CoverageRequest {
  readonly subtitle: string;
  readonly covariates: readonly CoveredCovariate[];
}

const title = 'Covariates of the map and of its stations';
const panelPx = { width: 200, height: 92, left: 20, top: 30, bottom: 56 };
const panelsAcross = 3;
const mostPanels = 30;
const bins = 24;

/** Where the map asks for what no station has seen: the two distributions of each covariate, the stations' range shaded. */
export function drawCovariateCoverage({ subtitle, covariates }: CoverageRequest): string {
  const shown = covariates.slice(0, mostPanels);
  const across = Math.min(panelsAcross, shown.length);
  const widthPx = Math.max(440, across * (panelPx.width + panelPx.left) + panelPx.left);
  const step = panelPx.top + panelPx.height + panelPx.bottom;
  const panels = shown.map((covariate, i) =>
    drawPanel(
      covariate,
      panelPx.left + (i % across) * (panelPx.width + panelPx.left),
      headingPx + Math.floor(i / across) * step,
    ),
  );
  const bottom = headingPx + Math.ceil(shown.length / across) * step;
  const more = covariates.length - shown.length;
  const words = `blue: stations, their range shaded; grey: cells of the map${more === 0 ? '' : `; ${more} covariates more`}`;
  return titledFigure(
    widthPx,
    bottom + 18,
    { title, subtitle },
    ...panels,
    note(words, panelPx.left, bottom + 6, widthPx - 2 * panelPx.left),
  );
}

function drawPanel({ name, unit, stations, cells, shareOutside }: CoveredCovariate, left: number, top: number): string {
  const all = range([...stations, ...cells]);
  const span = all.maximum - all.minimum || 1;
  const x = axisFrom(withUnit(name, unit), all.minimum - 0.02 * span, all.maximum + 0.02 * span, 4);
  const shares = [stations, cells].map((values) => histogram(values, x.min, x.max));
  const y = { label: '', min: 0, max: 1.08 * Math.max(...shares.flat()), ticks: [], tickLabels: [] };
  const area = { xPx: left, yPx: top + panelPx.top, widthPx: panelPx.width, heightPx: panelPx.height };
  const plot = layOutPlot(area, x, y);
  const seen = range(stations);
  const words = `${(100 * shareOutside).toFixed(shareOutside > 0 && shareOutside < 0.1 ? 1 : 0)} % of the map outside`;
  return [
    element('rect', {
      x: plot.toX(seen.minimum),
      y: area.yPx,
      width: plot.toX(seen.maximum) - plot.toX(seen.minimum),
      height: area.heightPx,
      fill: blue,
      'fill-opacity': '0.08',
    }),
    plot.grid,
    outline(shares[1]!, plot, x.min, x.max, grey, 0.35),
    outline(shares[0]!, plot, x.min, x.max, blue, 0),
    plot.frame,
    text(fitText(words, smallTextSizePx, panelPx.width), left, area.yPx - 7, {
      'font-size': smallTextSizePx,
      'font-weight': shareOutside > 0.05 ? '600' : '400',
    }),
  ].join('');
}

/** Shares of the values by bin. */
function histogram(values: Float64Array, min: number, max: number): number[] {
  const counts = Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor(((value - min) / (max - min)) * bins))]! += 1;
  return counts.map((count) => count / Math.max(1, values.length));
}

function outline(
  shares: readonly number[],
  plot: Plot,
  min: number,
  max: number,
  colour: string,
  opacity: number,
): string {
  const edge = (bin: number): number => plot.toX(min + (bin / bins) * (max - min));
  const steps = shares.flatMap((share, bin) => [
    [edge(bin), plot.toY(share)] as const,
    [edge(bin + 1), plot.toY(share)] as const,
  ]);
  return element('path', {
    d: pathThrough([[edge(0), plot.toY(0)], ...steps, [edge(bins), plot.toY(0)]]),
    fill: opacity === 0 ? 'none' : colour,
    'fill-opacity': String(opacity),
    stroke: colour,
    'stroke-width': '1.4',
  });
}
