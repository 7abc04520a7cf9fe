/** Steepness of the ground. */
import { ofGradientRows } from './gradient.ts';
import type { GradientMethod } from './gradient.ts';
import type { Derive } from './terrainWindow.ts';

/**
 * Angle of the ground with the horizontal, degrees in [0, 90], or its tangent in percent. NaN where the gradient is.
 * @source the gradient's, see gradient.ts; equal to gdaldem slope and slope -p
 */
export function slope(method: GradientMethod, unit: 'degrees' | 'percent'): Derive {
  return ofGradientRows(method, ({ functions, east, south, out }, widthPx) => {
    if (unit === 'percent') functions.percentRow(east, south, widthPx, out);
    else functions.slopeRow(east, south, widthPx, out);
  });
}
