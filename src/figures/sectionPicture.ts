import { ink, paper, softInk } from '../core/ink.ts';
import { lineAt, regionAbove } from './contours.ts';
import { axisFrom, layOutPlot, leftRoomPx, note } from './plot.ts';
import { element, pathThrough, text, textSizePx } from './svg.ts';
import { bandsOver, barPx, drawBar } from './temperatureBands.ts';
import type { FieldGrid } from './contours.ts';
import type { Axis, Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import type { TemperatureBands } from './temperatureBands.ts';

interface SectionPanel {
  /** Such as the time. */
  readonly words: string;
  /** °C of each cell, column by column from the top. */
  readonly temperatureC: ArrayLike<number>;
  /** Which ground each cell is; below 0 air, whose temperature has no meaning. */
  readonly materialOf: ArrayLike<number>;
}

export interface SectionPictureRequest {
  readonly subtitle: string;
  readonly xEdgesM: ArrayLike<number>;
  /** Downwards. */
  readonly depthEdgesM: ArrayLike<number>;
  readonly panels: readonly SectionPanel[];
}

const title = 'Ground temperature in a section';
const widthPx = 720;
const [lowestPx, highestPx] = [150, 480] as const;
const panelGapPx = 62;
/** Points of the field nearer than this are not told apart in the picture, and make its file large. */
const nearestPx = 2;

/** A panel per moment, in the same colours: bands of temperature, the line of 0 °C, the surface, edges of materials. */
export function drawSection(request: SectionPictureRequest): string {
  const { subtitle, xEdgesM, depthEdgesM, panels } = request;
  const [left, right] = endsOf(xEdgesM);
  const [top, bottom] = endsOf(depthEdgesM);
  const trueHeightPx = (widthPx * (bottom - top)) / (right - left);
  const heightPx = Math.min(Math.max(trueHeightPx, lowestPx), highestPx);
  const x = axisFrom('Distance (m)', left, right, Math.floor(widthPx / 60));
  const heights = axisFrom('Depth (m)', -bottom, -top, Math.floor(heightPx / 36));
  // Upwards in the picture is negative depth: the labels say depths, and heights above the ground with their sign.
  const y: Axis = { ...heights, tickLabels: heights.ticks.map((tick, i) => turned(tick, heights.tickLabels[i]!)) };
  const leftPx = leftRoomPx(y);
  const bands = bandsOver(panels.flatMap((panel) => groundOf(panel)));
  const drawn = panels.map((panel, i) => {
    const topPx = headingPx + 20 + i * (heightPx + panelGapPx);
    const plot = layOutPlot({ xPx: leftPx, yPx: topPx, widthPx, heightPx }, x, y);
    return text(panel.words, leftPx, topPx - 7, { 'font-size': textSizePx }) + drawPanel(request, panel, plot, bands);
  });
  const wholePx = leftPx + widthPx + barPx.gap + barPx.width + barPx.room;
  const endPx = headingPx + 20 + panels.length * (heightPx + panelGapPx);
  const stretch = heightPx / trueHeightPx;
  const scale =
    Math.abs(stretch - 1) < 0.01 ? 'depths to the scale of distances' : `depths stretched by ${stretch.toPrecision(2)}`;
  return titledFigure(
    wholePx,
    endPx + 16,
    { title, subtitle },
    ...drawn,
    drawBar(bands, leftPx + widthPx + barPx.gap, headingPx + 20, Math.min(heightPx, 300)),
    note(`Strong line: 0 °C; thin lines: edges of materials; ${scale}`, leftPx, endPx, wholePx - leftPx),
  );
}

function turned(tick: number, label: string): string {
  if (tick === 0) return label;
  return tick < 0 ? label.replace(/^[−-]/, '') : `−${label}`;
}

function endsOf(edges: ArrayLike<number>): readonly [number, number] {
  return [edges[0]!, edges[edges.length - 1]!];
}

function groundOf({ temperatureC, materialOf }: SectionPanel): number[] {
  return Array.from(temperatureC).filter((_, i) => materialOf[i]! >= 0);
}

function drawPanel(request: SectionPictureRequest, panel: SectionPanel, plot: Plot, bands: TemperatureBands): string {
  const field = fieldOf(request, panel, plot);
  const { xPx, yPx, widthPx: width, heightPx: height } = plot.area;
  const edges = edgesOf(request, panel, plot);
  return [
    element('rect', { x: xPx, y: yPx, width, height, fill: bands.colours[0]! }),
    ...bands.levels.map((level, i) => element('path', { d: regionAbove(field, level), fill: bands.colours[i + 1]! })),
    stroked(edges.materials, softInk, '0.6'),
    stroked(lineAt(field, 0), ink, '1.6'),
    edges.air === '' ? '' : element('path', { d: edges.air, fill: paper, stroke: paper, 'stroke-width': '0.5' }),
    stroked(edges.surface, ink, '1'),
    plot.frame,
  ].join('');
}

function stroked(d: string, stroke: string, strokeWidth: string): string {
  if (d === '') return '';
  return element('path', { d, fill: 'none', stroke, 'stroke-width': strokeWidth, 'stroke-linecap': 'round' });
}

/** The field at the centres of cells, out to the frame; air has the temperature of the ground nearest to it. */
function fieldOf({ xEdgesM, depthEdgesM }: SectionPictureRequest, panel: SectionPanel, plot: Plot): FieldGrid {
  const columns = kept(xEdgesM, plot.toX);
  const rows = kept(depthEdgesM, (depthM) => plot.toY(-depthM));
  const cells = depthEdgesM.length - 1;
  const filled = columns.indices.map((column) => filledColumn(panel, column * cells, cells));
  // A column of air alone takes its neighbour's.
  for (let i = 1; i < filled.length; i++) filled[i] ??= filled[i - 1]!;
  for (let i = filled.length - 2; i >= 0; i--) filled[i] ??= filled[i + 1]!;
  return {
    xPx: columns.px,
    yPx: rows.px,
    values: filled.flatMap((values) => rows.indices.map((row) => values![row]!)),
  };
}

/** Cells whose centres are far enough apart to be told apart, the first and the last drawn out to their outer edges. */
function kept(edges: ArrayLike<number>, toPx: (value: number) => number) {
  const cells = edges.length - 1;
  const centres = Array.from({ length: cells }, (_, i) => toPx((edges[i]! + edges[i + 1]!) / 2));
  const indices = [0];
  const px = [toPx(edges[0]!)];
  for (let i = 0; i < cells; i++) {
    if (centres[i]! - px.at(-1)! < nearestPx) continue;
    indices.push(i);
    px.push(centres[i]!);
  }
  return { indices: [...indices, cells - 1], px: [...px, toPx(edges[cells]!)] };
}

function filledColumn({ temperatureC, materialOf }: SectionPanel, first: number, cells: number): number[] | null {
  const isGround = (row: number): boolean => materialOf[first + row]! >= 0;
  const rows = Array.from({ length: cells }, (_, row) => row);
  const ground = rows.filter(isGround);
  if (ground.length === 0) return null;
  let next = 0;
  return rows.map((row) => {
    while (next + 1 < ground.length && Math.abs(ground[next + 1]! - row) <= Math.abs(ground[next]! - row)) next++;
    return temperatureC[first + ground[next]!]!;
  });
}

/** Air as boxes, and the sides between unlike cells: of ground and air, and of two materials. */
function edgesOf({ xEdgesM, depthEdgesM }: SectionPictureRequest, { materialOf }: SectionPanel, plot: Plot) {
  const [columns, rows] = [xEdgesM.length - 1, depthEdgesM.length - 1];
  const xs = Array.from(xEdgesM, plot.toX);
  const ys = Array.from(depthEdgesM, (depthM) => plot.toY(-depthM));
  const paths = { air: '', surface: '', materials: '' };
  const side = (here: number, there: number, from: readonly [number, number], to: readonly [number, number]): void => {
    if (here === there) return;
    paths[here < 0 || there < 0 ? 'surface' : 'materials'] += pathThrough([from, to]);
  };
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      const i = column * rows + row;
      const own = materialOf[i]!;
      const [left, right, top, bottom] = [xs[column]!, xs[column + 1]!, ys[row]!, ys[row + 1]!];
      if (row + 1 < rows) side(own, materialOf[i + 1]!, [left, bottom], [right, bottom]);
      if (column + 1 < columns) side(own, materialOf[i + rows]!, [right, top], [right, bottom]);
      const startsAir = own < 0 && (row === 0 || materialOf[i - 1]! >= 0);
      if (!startsAir) continue;
      let end = row;
      while (end + 1 < rows && materialOf[column * rows + end + 1]! < 0) end++;
      const foot = ys[end + 1]!;
      paths.air += `${pathThrough([
        [left, top],
        [right, top],
        [right, foot],
        [left, foot],
      ])}Z`;
    }
  }
  return paths;
}
