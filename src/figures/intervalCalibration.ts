import { paper } from '../core/ink.ts';
import { blue } from './palette.ts';
import { axisFrom, equalityLine, layOutPlot, note } from './plot.ts';
import { element, line } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';

export interface IntervalCalibrationRequest {
  readonly subtitle: string;
  /** Shares of observations, 0..1: promised and held by the central interval, of n rows. */
  readonly levels: readonly { readonly nominal: number; readonly observed: number; readonly n: number }[];
}

const title = 'Calibration of prediction intervals';
const widthPx = 420;
const heightPx = 454;
const area = { xPx: 66, yPx: headingPx, widthPx: 336, heightPx: 336 };
/** Of the normal distribution, for 95 %. */
const z = 1.96;

/** Observations inside central prediction intervals against what these promise: above the line they are too wide. */
export function drawIntervalCalibration({ subtitle, levels }: IntervalCalibrationRequest): string {
  const x = axisFrom('Promised by the interval (%)', 0, 100, 5);
  const plot = layOutPlot(area, x, axisFrom('Observations inside it (%)', 0, 100, 5));
  const points = levels.map(({ nominal, observed, n }) => {
    const at = plot.toX(100 * nominal);
    const { low, high } = wilson(observed, n);
    return (
      line(at, plot.toY(100 * low), at, plot.toY(100 * high), { stroke: blue, 'stroke-width': '1.2' }) +
      element('circle', {
        cx: at,
        cy: plot.toY(100 * observed),
        r: 3.6,
        fill: blue,
        stroke: paper,
        'stroke-width': '0.6',
      })
    );
  });
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    plot.grid,
    equalityLine(plot, 0, 100),
    ...points,
    plot.frame,
    note('dashed: as promised; lines: 95 % confidence of a share', area.xPx, heightPx - 10, area.widthPx),
  );
}

/** @source Wilson 1927, Probable inference, JASA 22:209–212, doi:10.1080/01621459.1927.10502953 */
function wilson(share: number, n: number): { readonly low: number; readonly high: number } {
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return { low: centre - half, high: centre + half };
}
