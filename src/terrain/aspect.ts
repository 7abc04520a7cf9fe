/** The direction that the ground faces. */
import { forEachGradientRow } from './gradient.ts';
import type { GradientMethod } from './gradient.ts';
import type { Derive } from './terrainWindow.ts';

const degrees = 180 / Math.PI;

/**
 * Direction of steepest descent, degrees clockwise from north, in [0, 360). NaN where the gradient is, and on flat
 * ground, which faces nowhere. Equal to gdaldem on square cells of north-up rasters; gdaldem takes all for such.
 * @source Horn 1981, Proceedings of the IEEE 69(1):14–47
 */
export function aspect(method: GradientMethod): Derive {
  return (window, out) => {
    forEachGradientRow(window, method, (row, east, south) => {
      const at = row * window.widthPx;
      for (let x = 0; x < east.length; x++) {
        // The ground faces where it does not rise: west of a rise to the east.
        const angle = Math.atan2(0 - east[x]!, south[x]!) * degrees;
        const value = Math.fround(angle < 0 ? angle + 360 : angle);
        out[at + x] = east[x] === 0 && south[x] === 0 ? Number.NaN : value === 360 ? 0 : value;
      }
    });
  };
}

/**
 * Cosine of the aspect: 1 faces north, −1 south; 0 on flat ground. Unlike degrees it has no jump at north. NaN where
 * the gradient is. Reading A of the seven landform parameters' offset from north.
 */
export function northness(method: GradientMethod): Derive {
  return (window, out) => {
    forEachGradientRow(window, method, (row, east, south) => divideBySteepness(south, 1, { row, east, south, out }));
  };
}

/** Sine of the aspect: 1 faces east, −1 west; else as `northness`. */
export function eastness(method: GradientMethod): Derive {
  return (window, out) => {
    forEachGradientRow(window, method, (row, east, south) => divideBySteepness(east, -1, { row, east, south, out }));
  };
}

function divideBySteepness(
  part: Float64Array,
  sign: 1 | -1,
  to: { readonly row: number; readonly east: Float64Array; readonly south: Float64Array; readonly out: Float32Array },
): void {
  const { east, south, out } = to;
  const at = to.row * east.length;
  for (let x = 0; x < east.length; x++) {
    const steepness = Math.sqrt(east[x]! * east[x]! + south[x]! * south[x]!);
    out[at + x] = steepness === 0 ? 0 : (sign * part[x]!) / steepness;
  }
}
