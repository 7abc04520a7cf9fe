/** Counting cells by class, row by row: integers, so that totals do not depend on how a map was cut. */
import type { StabilityScheme } from './stability.ts';

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
  const counts = new Uint32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let i = row * widthPx; i < (row + 1) * widthPx; i++) {
      const valueC = magtC[i]!;
      let column = columns - 1;
      if (!Number.isNaN(valueC)) {
        column = 0;
        while (column < thresholdsC.length && isWarmer(valueC, thresholdsC[column]!, onThreshold)) column += 1;
      }
      counts[row * columns + column]! += 1;
    }
  }
  return counts;
}

function isWarmer(valueC: number, thresholdC: number, onThreshold: StabilityScheme['onThreshold']): boolean {
  return onThreshold === 'warmer' ? valueC >= thresholdC : valueC > thresholdC;
}
