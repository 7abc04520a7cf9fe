/** Counting cells by class, row by row: integers, so that totals do not depend on how a map was cut. */
import type { StabilityScheme } from './stability/stability.ts';

/** Columns of a tally: one per class of the scheme, then nodata. */
export function tallyColumns(scheme: StabilityScheme): number {
  return scheme.classes.length + 1;
}

/**
 * @param magtC   °C, length widthPx × rows, row-major; NaN is nodata
 * @returns Uint32Array, rows × `tallyColumns(scheme)`, row by row
 */
export function tallyClasses(magtC: Float32Array, widthPx: number, scheme: StabilityScheme): Uint32Array {
  const { thresholdsC, onThreshold } = scheme;
  const columns = tallyColumns(scheme);
  const rows = magtC.length / widthPx;
  const limitsC = Float64Array.from(thresholdsC);
  const onLimit = onThreshold === 'warmer' ? 1 : 0;
  const counts = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let i = row * widthPx; i < (row + 1) * widthPx; i++) {
      const valueC = magtC[i]!;
      // Counted, as a search would stop at another class for every cell of a rough map.
      let column = 0;
      for (let limit = 0; limit < limitsC.length; limit++) {
        const limitC = limitsC[limit]!;
        column += valueC > limitC ? 1 : 0;
        column += valueC === limitC ? onLimit : 0;
      }
      counts[row * columns + (valueC === valueC ? column : columns - 1)]! += 1;
    }
  }
  return counts;
}
