import { ink, paper, softInk } from '../core/ink.ts';
import { blue } from './palette.ts';
import { note } from './plot.ts';
import { element, smallTextSizePx, text, textSizePx } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { fitText, widestOf } from './words.ts';

export interface ConfusionRequest {
  readonly subtitle: string;
  readonly classes: readonly string[];
  /** Rows: observed class; columns: predicted class. */
  readonly counts: readonly (readonly number[])[];
  /** 0..1 by class; null where none was observed, or predicted. */
  readonly producersAccuracy: readonly (number | null)[];
  readonly usersAccuracy: readonly (number | null)[];
  readonly overallAccuracy: number;
  readonly kappa: number | null;
}

const title = 'Confusion of the classes';
const cellPx = 46;
const widestNamePx = 210;
const accuracyPx = 76;
/** Names of columns lean by 50°. */
const cosine50 = 0.643;
/** More are no picture any more: the numbers are in the report. */
const mostShown = 20;
/** White words on cells that hold more than this share of their row. */
const darkFrom = 0.65;

/** How many rows of each observed class were predicted as which, shaded by their share of the class. */
export function drawConfusion(request: ConfusionRequest): string {
  const { subtitle, classes, counts } = request;
  const shown = classes.slice(0, mostShown);
  const namePx = Math.min(widestNamePx, widestOf(shown, textSizePx));
  // The word "observed" stands on its side before the names.
  const left = namePx + 44;
  const top = headingPx + 30 + Math.max(20, namePx * 0.8);
  const cells = shown.flatMap((_, observed) => {
    const total = counts[observed]!.reduce((sum, count) => sum + count, 0);
    return shown.map((__, predicted) =>
      drawCell(counts[observed]![predicted]!, total, left + predicted * cellPx, top + observed * cellPx),
    );
  });
  const sidePx = shown.length * cellPx;
  // The last name leans over the column of accuracies.
  const widthPx = Math.max(left + sidePx + Math.max(accuracyPx, namePx * cosine50 - cellPx / 2 + 8) + 14, 340);
  const more = classes.length - shown.length;
  const kappa = request.kappa === null ? '' : `, kappa ${request.kappa.toFixed(2)}`;
  const words = `overall accuracy ${(100 * request.overallAccuracy).toFixed(1)} %${kappa}${more === 0 ? '' : `; ${more} classes more`}`;
  const heightPx = top + sidePx + 66;
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    ...cells,
    ...drawNames(shown, left, top),
    ...drawAccuracies({ ...request, classes: shown }, left, top),
    note(words, 14, heightPx - 12, widthPx - 28),
  );
}

function drawCell(count: number, total: number, xPx: number, yPx: number): string {
  const share = total === 0 ? 0 : count / total;
  const area = { x: xPx, y: yPx, width: cellPx - 1, height: cellPx - 1 };
  return (
    element('rect', { ...area, fill: paper, stroke: ink, 'stroke-opacity': '0.15' }) +
    element('rect', { ...area, fill: blue, 'fill-opacity': share.toFixed(3) }) +
    text(String(count), xPx + (cellPx - 1) / 2, yPx + cellPx / 2 + 4, {
      'text-anchor': 'middle',
      fill: share > darkFrom ? paper : count === 0 ? softInk : ink,
    })
  );
}

function drawNames(classes: readonly string[], left: number, top: number): string[] {
  const middle = top + (classes.length * cellPx) / 2;
  return [
    text('observed', 22, middle, {
      'text-anchor': 'middle',
      fill: softInk,
      transform: `rotate(-90 22 ${middle.toFixed(2)})`,
    }),
    text('predicted', left, headingPx + 12, { fill: softInk }),
    ...classes.flatMap((name, i) => {
      const words = fitText(name, textSizePx, widestNamePx);
      const [x, y] = [left + (i + 0.5) * cellPx, top - 7];
      return [
        text(words, left - 8, top + (i + 0.5) * cellPx + 4, { 'text-anchor': 'end' }),
        text(words, x, y, { transform: `rotate(-50 ${x.toFixed(2)} ${y.toFixed(2)})` }),
      ];
    }),
  ];
}

/** Producer's accuracy behind the row of a class, user's accuracy below its column, both in percent. */
function drawAccuracies(
  { classes, producersAccuracy, usersAccuracy }: ConfusionRequest,
  left: number,
  top: number,
): string[] {
  const [right, bottom] = [left + classes.length * cellPx, top + classes.length * cellPx];
  const small = { 'font-size': smallTextSizePx, fill: softInk };
  return [
    text('producer’s, %', right + 10, top - 7, small),
    text('user’s, %', left - 8, bottom + 20, { ...small, 'text-anchor': 'end' }),
    ...classes.flatMap((_, i) => [
      text(percent(producersAccuracy[i]!), right + 10, top + (i + 0.5) * cellPx + 4),
      text(percent(usersAccuracy[i]!), left + (i + 0.5) * cellPx, bottom + 20, { 'text-anchor': 'middle' }),
    ]),
  ];
}

function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(0);
}
