import { ink, paper, softInk } from '../core/ink.ts';
import { range } from '../core/statistics.ts';
import { blue, vermilion } from './palette.ts';
import { axisFrom, axisOver, layOutPlot, leftRoomPx } from './plot.ts';
import { element, line, pathThrough, smallTextSizePx, text } from './svg.ts';
import { fitText, quantity, widthOfText } from './words.ts';
import type { Axis, Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface TrumpetSite {
  readonly site: string;
  /** By depth, m; null where a depth has annual means only. */
  readonly levels: readonly {
    readonly depthM: number;
    readonly minC: number | null;
    readonly meanC: number;
    readonly maxC: number | null;
  }[];
  /** Metres; null where it is not known. */
  readonly activeLayerM: number | null;
  readonly zeroAmplitudeM: number | null;
  /** The temperature at the target depth; null where there is none. */
  readonly atDepth: { readonly depthM: number; readonly valueC: number } | null;
}

const title = 'Trumpet curves';
const mostAcross = 3;
const panelHeightPx = 250;
const gapPx = 22;
const legendPx = 40;
const titlePx = 18;
const rowPx = titlePx + panelHeightPx + 56;

/** Coldest, mean and warmest temperature of the year against depth, a panel per site, depth downwards. */
export function drawTrumpets(request: { readonly subtitle: string; readonly sites: readonly TrumpetSite[] }): string {
  const { subtitle, sites } = request;
  const across = Math.min(mostAcross, sites.length);
  const panelPx = across === 1 ? 320 : 210;
  const axes = sites.map((site) => axesOf(site, panelPx));
  const leftPx = Math.max(...axes.map(({ y }) => leftRoomPx(y)));
  const widthPx = across * (leftPx + panelPx) + (across - 1) * gapPx + 18;
  const panels = sites.map((site, i) => {
    const top = headingPx + legendPx + Math.floor(i / across) * rowPx;
    const xPx = leftPx + (i % across) * (leftPx + panelPx + gapPx);
    const area = { xPx, yPx: top + titlePx, widthPx: panelPx, heightPx: panelHeightPx };
    const { x, y } = axes[i]!;
    const name = text(fitText(site.site, smallTextSizePx, panelPx), xPx, top + 11, {
      'font-size': smallTextSizePx,
      'font-weight': '600',
    });
    return name + drawPanel(layOutPlot(area, x, y), site);
  });
  return titledFigure(
    widthPx,
    headingPx + legendPx + Math.ceil(sites.length / across) * rowPx,
    { title, subtitle },
    drawLegend(
      leftPx,
      sites.some(({ atDepth }) => atDepth !== null),
    ),
    ...panels,
  );
}

/** Depths are drawn as heights below zero and labelled without their sign. */
function axesOf({ levels, zeroAmplitudeM, atDepth }: TrumpetSite, panelPx: number): { x: Axis; y: Axis } {
  const temperatures = levels.flatMap(({ minC, meanC, maxC }) => [minC ?? meanC, meanC, maxC ?? meanC]);
  const shown = [...temperatures, 0, ...(atDepth === null ? [] : [atDepth.valueC])];
  const deepestM = Math.max(...levels.map(({ depthM }) => depthM), zeroAmplitudeM ?? 0, atDepth?.depthM ?? 0, 0.1);
  const heights = axisFrom('Depth (m)', -1.03 * deepestM, 0, Math.floor(panelHeightPx / 36));
  return {
    x: axisOver('Temperature (°C)', range(shown), panelPx, 'x'),
    y: { ...heights, tickLabels: heights.tickLabels.map((label) => label.replace('−', '')) },
  };
}

function drawPanel(plot: Plot, site: TrumpetSite): string {
  const { area, toX, toY } = plot;
  const right = area.xPx + area.widthPx;
  const curve = (which: 'minC' | 'meanC' | 'maxC', colour: string): string => {
    const points = site.levels.flatMap((level) => {
      const value = level[which];
      return value === null ? [] : [[toX(value), toY(-level.depthM)] as const];
    });
    const dots = points.map(([cx, cy]) => element('circle', { cx, cy, r: 2 }));
    const path = element('path', { d: pathThrough(points), fill: 'none', stroke: colour, 'stroke-width': '1.6' });
    return points.length === 0 ? '' : path + element('g', { fill: colour }, ...dots);
  };
  const mark = (depthM: number | null, words: string): string => {
    if (depthM === null) return '';
    const at = toY(-depthM);
    // Words stand above their line, but below one that is close to the ground.
    const wordsAt = at - area.yPx > 14 ? at - 3 : at + 11;
    return (
      line(area.xPx, at, right, at, { stroke: softInk, 'stroke-width': '0.9', 'stroke-dasharray': '4 3' }) +
      text(`${words} ${quantity(depthM, 'm')}`, right - 4, wordsAt, {
        'font-size': smallTextSizePx,
        'text-anchor': 'end',
        stroke: paper,
        'stroke-width': '3',
        'stroke-linejoin': 'round',
        'paint-order': 'stroke',
      })
    );
  };
  return [
    plot.grid,
    line(toX(0), area.yPx, toX(0), area.yPx + area.heightPx, { stroke: ink, 'stroke-width': '1' }),
    mark(site.activeLayerM, 'ALT'),
    mark(site.zeroAmplitudeM, 'ZAA'),
    curve('minC', blue),
    curve('maxC', vermilion),
    curve('meanC', ink),
    site.atDepth === null ? '' : target(toX(site.atDepth.valueC), toY(-site.atDepth.depthM)),
    plot.frame,
  ].join('');
}

/** A ring, larger than the dots of readings. */
function target(cx: number, cy: number): string {
  return element('circle', { cx, cy, r: 4.5, fill: 'none', stroke: ink, 'stroke-width': '1.4' });
}

/** @param withTarget some site shows the temperature at its target depth */
function drawLegend(leftPx: number, withTarget: boolean): string {
  const at = headingPx + 6;
  const entries = [
    ['coldest', blue],
    ['mean', ink],
    ['warmest', vermilion],
  ] as const;
  let x = leftPx;
  const drawn = entries.map(([words, colour]) => {
    const mark =
      line(x, at, x + 20, at, { stroke: colour, 'stroke-width': '1.6' }) +
      element('circle', { cx: x + 10, cy: at, r: 2, fill: colour }) +
      text(words, x + 25, at + 3.7, { 'font-size': smallTextSizePx });
    x += 25 + widthOfText(words, smallTextSizePx) + 18;
    return mark;
  });
  const ring = withTarget
    ? target(x + 5, at) + text('target depth', x + 15, at + 3.7, { 'font-size': smallTextSizePx })
    : '';
  const marks = 'ALT: active layer; ZAA: zero annual amplitude';
  const below = text(marks, leftPx, at + 18, { 'font-size': smallTextSizePx, fill: softInk });
  return drawn.join('') + ring + below;
}
