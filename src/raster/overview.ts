/** Coarser levels of a raster, made as GDAL's AVERAGE resampling makes them; of classes, as MODE would. */
import { half } from './cogPlan.ts';

/** Pixels row by row from the upper left, NaN for nodata; length widthPx × heightPx. */
export interface Pixels {
  readonly values: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** How a band becomes coarser: amounts by their mean, the numbers of classes by the commonest. */
export type Overview = 'average' | 'mode';

/** @param overviews per band; where there is none, average */
export function halveBands(bands: readonly Pixels[], overviews: readonly Overview[] = []): Pixels[] {
  return bands.map((band, i) => halve(band, overviews[i] === 'mode' ? commonestOfFour : meanOfFour));
}

/**
 * The mean of every 2 × 2 pixels that are not NaN; NaN where all four are. An odd last row or column is averaged
 * over the pixels that exist. Sums are Float64, so the result does not depend on the order of the four.
 */
export function halveByAverage(pixels: Pixels): Pixels {
  return halve(pixels, meanOfFour);
}

function halve(
  { values, widthPx, heightPx }: Pixels,
  ofFour: (a: number, b: number, c: number, d: number) => number,
): Pixels {
  const outWidth = half(widthPx);
  const outHeight = half(heightPx);
  const out = new Float32Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    const upper = 2 * y * widthPx;
    // Where the lower row or the right column is missing, NaN takes its place and does not count.
    const lower = 2 * y + 1 < heightPx ? upper + widthPx : values.length;
    for (let x = 0; x < outWidth; x++) {
      const left = 2 * x;
      const right = left + 1 < widthPx ? left + 1 : values.length;
      out[y * outWidth + x] = ofFour(
        values[upper + left]!,
        values[upper + right] ?? NaN,
        values[lower + left] ?? NaN,
        values[lower + right] ?? NaN,
      );
    }
  }
  return { values: out, widthPx: outWidth, heightPx: outHeight };
}

function meanOfFour(a: number, b: number, c: number, d: number): number {
  const sum = a + b + c + d;
  if (!Number.isNaN(sum)) return sum / 4;
  let count = 0;
  let valid = 0;
  for (const value of [a, b, c, d]) {
    if (Number.isNaN(value)) continue;
    valid += value;
    count++;
  }
  return valid / count;
}

/** The commonest of those that are not NaN, the lowest among equals, so that their order does not matter. */
function commonestOfFour(a: number, b: number, c: number, d: number): number {
  const four = [a, b, c, d];
  let commonest = Number.NaN;
  let most = 0;
  for (const value of four) {
    const count = four.filter((other) => other === value).length;
    if (count > most || (count === most && value < commonest)) {
      most = count;
      commonest = value;
    }
  }
  return commonest;
}
