/** Coarser levels of a raster, made as GDAL's AVERAGE resampling makes them; of classes, as MODE would. */
import { half } from './cogPlan.ts';
import { halveRows } from './kernel/bands.ts';

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
  return bands.map((band, i) => halve(band, overviews[i] ?? 'average'));
}

/**
 * Of every 2 × 2 pixels that are not NaN the mean, or the commonest: the lowest among equals, so that their order does
 * not matter. NaN where all four are. At an odd last row or column those that exist count. Sums are Float64.
 */
export function halve({ values, widthPx, heightPx }: Pixels, way: Overview): Pixels {
  const [outWidthPx, outHeightPx] = [half(widthPx), half(heightPx)];
  const out = new Float32Array(outWidthPx * outHeightPx);
  const rowAt = (y: number): Float32Array => values.subarray(y * widthPx, Math.min(y + 1, heightPx) * widthPx);
  for (let y = 0; y < outHeightPx; y++) {
    halveRows(way, rowAt(2 * y), rowAt(2 * y + 1), out.subarray(y * outWidthPx, (y + 1) * outWidthPx));
  }
  return { values: out, widthPx: outWidthPx, heightPx: outHeightPx };
}
