import { temperatureColour, toHex } from '../core/colour.ts';
import { ink, paper } from '../core/ink.ts';
import { note } from './plot.ts';
import { element, smallTextSizePx, text, textSizePx } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { fitText, widestOf } from './words.ts';

interface CorrelationRequest {
  readonly subtitle: string;
  readonly names: readonly string[];
  /** Row by row; NaN where a covariate never varies. */
  readonly correlations: readonly Float64Array[];
  /** Variance inflation factors; NaN and Infinity as they come. */
  readonly inflation: readonly number[];
}

const title = 'Correlation of the covariates';
const cellPx = 34;
const widestNamePx = 130;
const inflationPx = 58;
const mostShown = 30;
/** White words on cells darker than this. */
const darkFrom = 0.6;

/** Pearson's r of each pair in the colours of a temperature, and beside it what the others leave of each covariate. */
export function drawCorrelationMatrix({ subtitle, names, correlations, inflation }: CorrelationRequest): string {
  const shown = names.slice(0, mostShown);
  const namePx = Math.min(widestNamePx, widestOf(shown, textSizePx)) + 22;
  const top = headingPx + 0.8 * namePx;
  const right = namePx + shown.length * cellPx;
  const cells = shown.flatMap((_, row) =>
    shown.map((__, column) => drawCell(correlations[row]![column]!, namePx + column * cellPx, top + row * cellPx)),
  );
  const labels = shown.flatMap((name, i) => {
    const words = fitText(name, textSizePx, widestNamePx);
    const [x, y] = [namePx + (i + 0.5) * cellPx + 4, top - 6];
    return [
      text(words, namePx - 8, top + (i + 0.5) * cellPx + 4, { 'text-anchor': 'end' }),
      text(words, x, y, { transform: `rotate(-50 ${x.toFixed(2)} ${y.toFixed(2)})` }),
      text(describeInflation(inflation[i]!), right + inflationPx - 14, top + (i + 0.5) * cellPx + 4, {
        'text-anchor': 'end',
        'font-weight': inflation[i]! > 10 ? '600' : '400',
      }),
    ];
  });
  const bottom = top + shown.length * cellPx;
  const widthPx = Math.max(right + inflationPx + 14, 360);
  const more = names.length - shown.length;
  const words = `VIF: variance inflation factor, bold above 10${more === 0 ? '' : `; ${more} covariates more`}`;
  return titledFigure(
    widthPx,
    bottom + 30,
    { title, subtitle },
    ...cells,
    ...labels,
    text('VIF', right + inflationPx - 14, top - 6, { 'text-anchor': 'end', 'font-weight': '600' }),
    note(words, 14, bottom + 20, widthPx - 28),
  );
}

function drawCell(correlation: number, xPx: number, yPx: number): string {
  const known = !Number.isNaN(correlation);
  const fill = known ? toHex(temperatureColour(correlation, 1)) : paper;
  const words = known
    ? correlation
        .toFixed(2)
        .replace('-', '−')
        .replace(/^(−?)0\./, '$1.')
    : '–';
  return (
    element('rect', { x: xPx, y: yPx, width: cellPx - 1, height: cellPx - 1, fill }) +
    text(words, xPx + (cellPx - 1) / 2, yPx + cellPx / 2 + 3.5, {
      'text-anchor': 'middle',
      'font-size': smallTextSizePx,
      fill: Math.abs(correlation) > darkFrom ? paper : ink,
    })
  );
}

function describeInflation(factor: number): string {
  if (Number.isNaN(factor)) return '–';
  return factor === Infinity ? '∞' : factor.toFixed(factor < 10 ? 1 : 0);
}
