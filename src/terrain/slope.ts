/** Steepness of the ground. */
import { forEachGradientRow } from './gradient.ts';
import type { GradientMethod } from './gradient.ts';
import type { Derive } from './terrainWindow.ts';

const degrees = 180 / Math.PI;

/**
 * Angle of the ground with the horizontal, degrees in [0, 90], or its tangent in percent. NaN where the gradient is.
 * @source the gradient's, see gradient.ts; equal to gdaldem slope and slope -p
 */
export function slope(method: GradientMethod, unit: 'degrees' | 'percent'): Derive {
  return (window, out) => {
    forEachGradientRow(window, method, (row, east, south) => {
      const at = row * window.widthPx;
      for (let x = 0; x < east.length; x++) {
        const tangent = Math.sqrt(east[x]! * east[x]! + south[x]! * south[x]!);
        out[at + x] = unit === 'percent' ? 100 * tangent : Math.atan(tangent) * degrees;
      }
    });
  };
}
