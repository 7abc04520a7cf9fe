/** How a map's covariates lie within the training rows' ones: integers, so that totals do not depend on the cutting. */

/** A number of a raster and the level that it stands for. */
export interface LevelCode {
  readonly code: number;
  /** Of the level; several codes may share one. */
  readonly rank: number;
}

export interface CovariateRange {
  readonly minimum: number;
  readonly maximum: number;
  /** Of a categorical covariate; null for a number. */
  readonly codes: readonly LevelCode[] | null;
}

/**
 * Puts ranks in the place of a categorical covariate's codes, NaN in that of a code that no training row has.
 * @param columns one Float32Array per covariate, each `count` long; NaN is nodata
 * @returns per covariate: cells whose code no training row has
 */
export function rankCodes(
  columns: readonly Float32Array[],
  ranges: readonly CovariateRange[],
  count: number,
): Uint32Array {
  const unseen = new Uint32Array(columns.length);
  for (const [covariate, column] of columns.entries()) {
    const { codes } = ranges[covariate]!;
    if (codes === null) continue;
    const rankOf = new Map(codes.map(({ code, rank }) => [code, rank]));
    for (let i = 0; i < count; i++) {
      if (Number.isNaN(column[i])) continue;
      const rank = rankOf.get(column[i]!);
      if (rank === undefined) unseen[covariate]! += 1;
      column[i] = rank ?? Number.NaN;
    }
  }
  return unseen;
}

/**
 * @param columns one Float32Array per covariate, each `count` long, ranked; NaN is nodata
 * @param ranges  of the training rows, in the order of the columns
 * @returns per covariate two numbers: cells without a value, cells with a value outside the range
 */
export function countCoverage(
  columns: readonly Float32Array[],
  ranges: readonly CovariateRange[],
  count: number,
): Uint32Array {
  const counts = new Uint32Array(2 * columns.length);
  for (const [covariate, column] of columns.entries()) {
    const { minimum, maximum } = ranges[covariate]!;
    let missing = 0;
    let inside = 0;
    for (let i = 0; i < count; i++) {
      const value = column[i]!;
      // Sums of what holds: a branch for every cell takes twice the time.
      missing += Number(value !== value);
      inside += Number(value >= minimum) & Number(value <= maximum);
    }
    counts[2 * covariate] = missing;
    counts[2 * covariate + 1] = count - missing - inside;
  }
  return counts;
}
