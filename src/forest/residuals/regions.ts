/** Where a model is too warm or too cold: its errors by region. */
import { range, sampleDeviation } from '../../core/statistics.ts';
import { scorePredictions } from '../scores.ts';

export interface RegionScore {
  readonly region: string;
  readonly n: number;
  /** Mean of predicted − observed. */
  readonly bias: number;
  /** Standard deviation of the errors ÷ √n, as if they were independent; null for one row. */
  readonly biasStandardError: number | null;
  readonly rmse: number;
  readonly mae: number;
}

/**
 * @param regions per row: the name of its region
 * @returns the regions with most rows first, equal ones by name
 */
export function scoreRegions(
  regions: readonly string[],
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
): RegionScore[] {
  const groups = [...Map.groupBy(regions.keys(), (row) => regions[row]!)];
  const ordered = groups.toSorted(([a, rows], [b, others]) => others.length - rows.length || (a < b ? -1 : 1));
  return ordered.map(([region, rows]) => {
    const truth = rows.map((row) => observed[row]!);
    const guess = rows.map((row) => predicted[row]!);
    const { n, bias, rmse, mae } = scorePredictions(truth, guess)!;
    const errors = guess.map((value, i) => value - truth[i]!);
    const biasStandardError = n === 1 ? null : sampleDeviation(errors) / Math.sqrt(n);
    return { region, n, bias, biasStandardError, rmse, mae };
  });
}

/** Sides of blocks that a reader can find on a map, degrees. */
const blockSidesDeg = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20] as const;
/** Sides reach 45° where even 20° cut the extent into more blocks than this along an axis. */
const largestSideDeg = 45;
const mostBlocks = 8;

/**
 * Blocks between whole multiples of a round number of degrees, the smallest that cuts the extent of the stations into
 * at most eight along either axis.
 * @returns per row its block, such as `lon 120 to 125, lat 50 to 55`; `no position` where a degree is NaN
 */
export function blockRegions(
  lonDeg: ArrayLike<number>,
  latDeg: ArrayLike<number>,
): { readonly sideDeg: number; readonly regions: readonly string[] } {
  const fits = (sideDeg: number): boolean =>
    [lonDeg, latDeg].every((degrees) => {
      const { minimum, maximum } = range(degrees);
      return Math.floor(maximum / sideDeg) - Math.floor(minimum / sideDeg) < mostBlocks;
    });
  const sideDeg = blockSidesDeg.find(fits) ?? largestSideDeg;
  const between = (degrees: number): string => {
    const block = Math.floor(degrees / sideDeg);
    // One decimal: the multiples of 0.1 are not exact.
    return `${Number((block * sideDeg).toFixed(1))} to ${Number(((block + 1) * sideDeg).toFixed(1))}`;
  };
  return {
    sideDeg,
    regions: Array.from(lonDeg, (lon, row) => {
      const lat = latDeg[row]!;
      return Number.isNaN(lon + lat) ? 'no position' : `lon ${between(lon)}, lat ${between(lat)}`;
    }),
  };
}
