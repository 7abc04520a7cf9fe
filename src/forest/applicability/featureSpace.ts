/** The space in which a model's rows and pixels are compared: covariates made alike, the important ones stretched. */
import { mean, sampleDeviation } from '../../core/statistics.ts';

export interface FeatureSpace {
  /** Per covariate of the model: mean of the training rows. */
  readonly means: readonly number[];
  /** Per covariate: its weight ÷ standard deviation of the training rows; 0 leaves it out. */
  readonly scales: readonly number[];
}

/**
 * Covariates less their mean, by their standard deviation (n − 1), times a weight: their importance, where a negative
 * one counts as none. Weights are taken relative to the largest, which changes no ratio of distances.
 *
 * A covariate that is the same in every row has no importance and no weight.
 * @param columns     of the training rows, one per covariate
 * @param importances per covariate, in any one unit
 * @returns null where no covariate varies and has an importance above 0
 * @source Meyer & Pebesma 2021, Methods in Ecology and Evolution 12:1620–1633, doi:10.1111/2041-210X.13650
 */
export function defineFeatureSpace(
  columns: readonly Float32Array[],
  importances: readonly number[],
): FeatureSpace | null {
  const most = Math.max(...importances);
  const scales = columns.map((column, covariate) => {
    const deviation = sampleDeviation(column);
    return importances[covariate]! > 0 && deviation > 0 ? importances[covariate]! / most / deviation : 0;
  });
  return scales.some((scale) => scale > 0) ? { means: columns.map(mean), scales } : null;
}

/** Covariates that have a weight: the dimensions of the space, in order. */
export function weightedCovariates({ scales }: FeatureSpace): number[] {
  return [...scales.keys()].filter((covariate) => scales[covariate]! > 0);
}

/**
 * Coordinates of table rows in the space.
 * @param columns one Float32Array per covariate of the model
 * @returns one Float32Array per dimension, as long as the columns
 */
export function placeRows(space: FeatureSpace, columns: readonly Float32Array[]): Float32Array[] {
  return weightedCovariates(space).map((covariate) => {
    const placed = new Float32Array(columns[covariate]!.length);
    placeColumn(space, covariate, columns[covariate]!, placed);
    return placed;
  });
}

/** One covariate of rows or pixels as a coordinate. @param out at least as long as the column; NaN gives NaN */
export function placeColumn(space: FeatureSpace, covariate: number, column: Float32Array, out: Float32Array): void {
  const centre = space.means[covariate]!;
  const scale = space.scales[covariate]!;
  for (let i = 0; i < column.length; i++) out[i] = (column[i]! - centre) * scale;
}
