/** Relief lit by a lamp. */
import { ofGradientRows } from './gradient.ts';
import type { GradientMethod } from './gradient.ts';
import type { Derive } from './terrainWindow.ts';

export interface Lamp {
  /** Where the light comes from, degrees clockwise from north. */
  readonly azimuthDeg: number;
  /** Above the horizon, degrees. */
  readonly altitudeDeg: number;
}

const radians = Math.PI / 180;

/**
 * Brightness on gdaldem's scale, not rounded: 1 for ground turned away from the light, else 1 + 254 · the cosine of the
 * angle between the light and the ground's normal. NaN where the gradient is.
 * @source Horn 1981, Proceedings of the IEEE 69(1):14–47
 */
export function hillshade(method: GradientMethod, { azimuthDeg, altitudeDeg }: Lamp): Derive {
  const up = Math.sin(altitudeDeg * radians);
  const level = Math.cos(altitudeDeg * radians);
  const towardsEast = Math.sin(azimuthDeg * radians) * level;
  const towardsNorth = Math.cos(azimuthDeg * radians) * level;
  return ofGradientRows(method, ({ functions, east, south, out }, widthPx) => {
    functions.hillshadeRow(east, south, widthPx, towardsEast, towardsNorth, up, out);
  });
}
