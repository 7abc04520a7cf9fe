import { amountColour, temperatureColour, toHex } from '../core/colour.ts';
import { ink } from '../core/ink.ts';
import { mean, range } from '../core/statistics.ts';
import { colourBarPx, drawColourBar } from './colourBar.ts';
import { axisFrom, layOutPlot, leftRoomPx, note } from './plot.ts';
import { element, line, text, textSizePx } from './svg.ts';
import { fitText, withUnit } from './words.ts';
import type { ColourScale } from './colourBar.ts';
import type { Plot } from './plot.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface EffectSurfacesRequest {
  readonly subtitle: string;
  readonly unit: string | null;
  /** A row of two panels each, as `traceSurface` gives them. */
  readonly pairs: readonly NamedSurface[];
}

interface NamedSurface {
  /** What the surface gives, such as "Predicted magt". */
  readonly predicted: string;
  /** Across, and up. */
  readonly covariates: readonly [NamedCovariate, NamedCovariate];
  readonly surface: Surface;
}

interface NamedCovariate {
  readonly name: string;
  readonly unit: string | null;
}

interface Surface {
  readonly values: readonly [ArrayLike<number>, ArrayLike<number>];
  readonly partialDependence: ArrayLike<number>;
  readonly interaction: ArrayLike<number>;
  readonly rowCounts: ArrayLike<number>;
}

const title = 'Joint effects of two covariates';
const sidePx = 230;
const titlePx = 26;
const rowPx = titlePx + sidePx + 58;
const barGapPx = 10;
const panelGapPx = 30;
const hatchId = 'no-rows';
const hatch = element(
  'pattern',
  { id: hatchId, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
  line(0, 0, 0, 5, { stroke: ink, 'stroke-width': '1', 'stroke-opacity': '0.35' }),
);

/**
 * Heat maps of pairs of covariates: partial dependence on both at the level of the predictions, and beside it the
 * interaction, what both do beyond the effects of each alone. All pairs have one scale. A cell has the mean of its
 * corners; it is hatched where no row lies.
 */
export function drawEffectSurfaces({ subtitle, unit, pairs }: EffectSurfacesRequest): string {
  const level = levelScale(pairs, unit);
  const beyond = interactionScale(pairs);
  const axes = pairs.map(({ covariates, surface }) =>
    covariates.map(({ name, unit: covariateUnit }, axis) => {
      const { minimum, maximum } = range(surface.values[axis]!);
      return axisFrom(withUnit(name, covariateUnit), minimum, maximum, Math.floor(sidePx / (axis === 0 ? 46 : 28)));
    }),
  );
  const leftPx = Math.max(...axes.map(([, y]) => leftRoomPx(y!)));
  const panelPx = sidePx + barGapPx + colourBarPx.width + colourBarPx.room;
  const secondPx = leftPx + panelPx + panelGapPx;
  const widthPx = secondPx + panelPx;
  const rows = pairs.flatMap(({ predicted, surface }, i) => {
    const [x, y] = [axes[i]![0]!, axes[i]![1]!];
    const topPx = headingPx + i * rowPx + titlePx;
    const bare = { ...y, label: '', tickLabels: y.tickLabels.map(() => '') };
    return [
      drawPanel(surface, {
        words: withUnit(predicted, unit),
        plot: layOutPlot({ xPx: leftPx, yPx: topPx, widthPx: sidePx, heightPx: sidePx }, x, y),
        corners: surface.partialDependence,
        scale: level,
      }),
      drawPanel(surface, {
        words: withUnit('Interaction by ALE', unit),
        plot: layOutPlot({ xPx: secondPx, yPx: topPx, widthPx: sidePx, heightPx: sidePx }, x, bare),
        corners: surface.interaction,
        scale: beyond,
      }),
    ];
  });
  const words =
    'Left: partial dependence on both. Right: what both do beyond each alone. Hatched: no training row there';
  return titledFigure(
    widthPx,
    headingPx + pairs.length * rowPx + 22,
    { title, subtitle },
    hatch,
    ...rows,
    note(words, 14, headingPx + pairs.length * rowPx + 8, widthPx - 28),
  );
}

/** Degrees Celsius are blue and red around 0 °C, all else pale to dark. */
function levelScale(pairs: readonly NamedSurface[], unit: string | null): ColourScale {
  const { minimum: min, maximum } = range(pairs.flatMap(({ surface }) => Array.from(surface.partialDependence)));
  const max = maximum > min ? maximum : min + 1;
  if (unit !== '°C') return { min, max, colourOf: (value) => amountColour((value - min) / (max - min)) };
  const full = Math.max(Math.abs(min), Math.abs(max));
  return { min, max, colourOf: (value) => temperatureColour(value, full) };
}

/** As far below 0 as above it. */
function interactionScale(pairs: readonly NamedSurface[]): ColourScale {
  const { minimum, maximum } = range(pairs.flatMap(({ surface }) => Array.from(surface.interaction)));
  const full = Math.max(-minimum, maximum) || 1;
  return { min: -full, max: full, colourOf: (value) => temperatureColour(value, full) };
}

interface Panel {
  readonly words: string;
  readonly plot: Plot;
  /** Of the surface, at the corners of the cells. */
  readonly corners: ArrayLike<number>;
  readonly scale: ColourScale;
}

function drawPanel({ values: [xs, ys], rowCounts }: Surface, { words, plot, corners, scale }: Panel): string {
  const { xPx, yPx } = plot.area;
  const cells = Array.from({ length: rowCounts.length }, (_, cell) => {
    const [i, k] = [Math.floor(cell / (ys.length - 1)), cell % (ys.length - 1)];
    const [left, right] = [plot.toX(xs[i]!), plot.toX(xs[i + 1]!)];
    const [bottom, top] = [plot.toY(ys[k]!), plot.toY(ys[k + 1]!)];
    const at = i * ys.length + k;
    const value = mean([corners[at]!, corners[at + 1]!, corners[at + ys.length]!, corners[at + ys.length + 1]!]);
    const fill = toHex(scale.colourOf(value));
    // A third of a pixel more hides the seams between cells whose edges fall between pixels.
    const box = element('rect', { x: left, y: top, width: right - left + 0.3, height: bottom - top + 0.3, fill });
    if (rowCounts[cell]! > 0) return box;
    const size = { width: right - left, height: bottom - top };
    return box + element('rect', { x: left, y: top, ...size, fill: `url(#${hatchId})` });
  });
  return [
    text(fitText(words, textSizePx, sidePx), xPx, yPx - 8, { 'font-weight': '600' }),
    ...cells,
    plot.frame,
    drawColourBar(scale, xPx + sidePx + barGapPx, yPx, sidePx),
  ].join('');
}
