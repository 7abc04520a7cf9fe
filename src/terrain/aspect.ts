/** The direction that the ground faces. */
import { forEachGradientRow, ofGradientRows } from './gradient.ts';
import type { GradientMethod } from './gradient.ts';
import type { Derive } from './terrainWindow.ts';

/**
 * Direction of steepest descent, degrees clockwise from north, in [0, 360). NaN where the gradient is, and on flat
 * ground, which faces nowhere. Equal to gdaldem on square cells of north-up rasters; gdaldem takes all for such.
 * @source Horn 1981, Proceedings of the IEEE 69(1):14–47
 */
export function aspect(method: GradientMethod): Derive {
  return ofGradientRows(method, ({ functions, east, south, out }, widthPx) => {
    functions.aspectRow(east, south, widthPx, out);
  });
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
