import { ink, softInk } from '../core/ink.ts';
import { lineAt, regionAbove } from './contours.ts';
import { axisFrom, layOutPlot, leftRoomPx, note } from './plot.ts';
import { element, line, smallTextSizePx, text } from './svg.ts';
import { bandsOver, barPx, drawBar } from './temperatureBands.ts';
import { fitText } from './words.ts';
import type { FieldGrid } from './contours.ts';
import type { Axis } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface TimeDepthRequest {
  readonly subtitle: string;
  /** What stands at the times, such as "means of 10 days". */
  readonly remark: string;
  /** Ascending, in years; at least two. */
  readonly times: ArrayLike<number>;
  /** Ascending, m; at least two. */
  readonly depthsM: ArrayLike<number>;
  /** °C, length times × depths, time by time. */
  readonly temperaturesC: ArrayLike<number>;
  /** What happened to the ground, in the order of time. */
  readonly events: readonly { readonly time: number; readonly words: string }[];
}

const title = 'Ground temperature by time and depth';
const widthPx = 720;
const heightPx = 300;
const eventsPx = 16;

/** Bands of temperature against time and depth, the line of 0 °C drawn strong, depth downwards. */
export function drawTimeDepth(request: TimeDepthRequest): string {
  const { subtitle, remark, times, depthsM, temperaturesC, events } = request;
  const [first, last] = [times[0]!, times[times.length - 1]!];
  const [top, bottom] = [depthsM[0]!, depthsM[depthsM.length - 1]!];
  const x = axisFrom('Year', first, last, Math.floor(widthPx / 60));
  const heights = axisFrom('Depth (m)', -bottom, -top, Math.floor(heightPx / 36));
  const y: Axis = { ...heights, tickLabels: heights.tickLabels.map((label) => label.replace('−', '')) };
  const leftPx = leftRoomPx(y);
  const topPx = headingPx + (events.length > 0 ? eventsPx : 0);
  const plot = layOutPlot({ xPx: leftPx, yPx: topPx, widthPx, heightPx }, x, y);
  const field: FieldGrid = {
    xPx: Float64Array.from(times, plot.toX),
    yPx: Float64Array.from(depthsM, (depthM) => plot.toY(-depthM)),
    values: temperaturesC,
  };
  const bands = bandsOver(temperaturesC);
  const zero = element('path', {
    d: lineAt(field, 0),
    fill: 'none',
    stroke: ink,
    'stroke-width': '1.3',
    'stroke-linecap': 'round',
  });
  const wholePx = leftPx + widthPx + barPx.gap + barPx.width + barPx.room;
  const bottomPx = topPx + heightPx;
  return titledFigure(
    wholePx,
    bottomPx + 66,
    { title, subtitle },
    element('rect', { x: leftPx, y: topPx, width: widthPx, height: heightPx, fill: bands.colours[0]! }),
    ...bands.levels.map((level, i) => element('path', { d: regionAbove(field, level), fill: bands.colours[i + 1]! })),
    zero,
    drawEvents(events, plot.toX, topPx, bottomPx, leftPx + widthPx),
    plot.frame,
    drawBar(bands, leftPx + widthPx + barPx.gap, topPx, heightPx),
    note(`Line: 0 °C; ${remark}`, leftPx, bottomPx + 58, wholePx - leftPx),
  );
}

/** A dashed line for every event, and its words above the plot where they have room. */
function drawEvents(
  events: TimeDepthRequest['events'],
  toX: (time: number) => number,
  topPx: number,
  bottomPx: number,
  rightPx: number,
): string {
  return events
    .map(({ time, words }, i) => {
      const at = toX(time);
      const next = events[i + 1];
      const roomPx = (next === undefined ? rightPx : toX(next.time)) - at - 4;
      const shown = fitText(words, smallTextSizePx, roomPx);
      const label =
        shown.length < 4 && shown !== words
          ? ''
          : text(shown, at, topPx - 5, { 'font-size': smallTextSizePx, fill: softInk });
      return line(at, topPx, at, bottomPx, { stroke: ink, 'stroke-width': '0.9', 'stroke-dasharray': '4 3' }) + label;
    })
    .join('');
}
