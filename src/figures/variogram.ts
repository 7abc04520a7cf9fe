import { paper, ink } from '../core/ink.ts';
import { blue } from './palette.ts';
import { axisFrom, layOutPlot, leftRoomPx, levelLine, note } from './plot.ts';
import { element } from './svg.ts';
import { headingPx, titledFigure } from './titledFigure.ts';
import { squared, withUnit } from './words.ts';

export interface VariogramRequest {
  readonly subtitle: string;
  readonly unit: string | null;
  /** Null where a class has no pair. */
  readonly classes: readonly {
    readonly pairs: number;
    readonly distanceKm: number | null;
    readonly semivariance: number | null;
  }[];
  /** Of all errors: where the classes level off if distance alone matters. */
  readonly variance: number;
}

const title = 'Variogram of the errors';
const heightPx = 318;
const plotPx = { widthPx: 400, heightPx: 204 } as const;
const rightPx = 18;
const radiusPx = { least: 2.4, most: 6 } as const;

/** How unlike the errors of two stations are, by their distance: a rise from near 0 means that errors cluster. */
export function drawVariogram({ subtitle, unit, classes, variance }: VariogramRequest): string {
  const points = classes.flatMap(({ pairs, distanceKm, semivariance }) =>
    distanceKm === null || semivariance === null ? [] : [{ pairs, distanceKm, semivariance }],
  );
  const top = Math.max(variance, ...points.map(({ semivariance }) => semivariance)) * 1.12 || 1;
  const far = Math.max(...points.map(({ distanceKm }) => distanceKm)) * 1.06;
  const x = axisFrom('Distance (km)', 0, far, 8);
  const y = axisFrom(withUnit('Semivariance', squared(unit)), 0, top, 5);
  const area = { xPx: leftRoomPx(y), yPx: headingPx, ...plotPx };
  const widthPx = area.xPx + area.widthPx + rightPx;
  const plot = layOutPlot(area, x, y);
  const most = Math.max(...points.map(({ pairs }) => pairs));
  const dots = points.map(({ pairs, distanceKm, semivariance }) =>
    element('circle', {
      cx: plot.toX(distanceKm),
      cy: plot.toY(semivariance),
      // The area of a dot grows with its pairs.
      r: Math.max(radiusPx.least, radiusPx.most * Math.sqrt(pairs / most)),
    }),
  );
  return titledFigure(
    widthPx,
    heightPx,
    { title, subtitle },
    plot.grid,
    levelLine(plot, variance, ink, 1),
    element('g', { fill: blue, stroke: paper, 'stroke-width': '0.6' }, ...dots),
    plot.frame,
    note('dashed: variance of the errors; larger dots: more pairs', area.xPx, heightPx - 10, area.widthPx),
  );
}
