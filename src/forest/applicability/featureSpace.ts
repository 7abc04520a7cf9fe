/** The space in which a model's rows and pixels are compared: covariates made alike, the important ones stretched. */
import { mean, sampleDeviation } from '../../core/statistics.ts';

export interface FeatureSpace {
  /** Per covariate of the model: mean of the training rows; 0 where it is categorical. */
  readonly means: readonly number[];
  /** Per covariate: its weight ÷ standard deviation of the training rows; 0 leaves it out, or it is categorical. */
  readonly scales: readonly number[];
  /** Per covariate, per rank of a level: the same of its dummy, 1 in rows of that level and 0 elsewhere; null for a number. */
  readonly levelScales: readonly (readonly number[] | null)[];
}

/** A coordinate of the space. */
export interface Dimension {
  readonly covariate: number;
  /** Rank of the level whose dummy it is; null for a number. */
  readonly level: number | null;
  readonly mean: number;
  /** Above 0. */
  readonly scale: number;
}

/**
 * Covariates less their mean, by their standard deviation (n − 1), times a weight: their importance, where a negative
 * one counts as none. Weights are taken relative to the largest, which changes no ratio of distances. A categorical
 * covariate becomes a dummy per level, each scaled and with the weight of the covariate, as in CAST: two rows of one level
 * are no distance apart, two of different levels the farther the rarer their levels are.
 *
 * A covariate that is the same in every row has no importance and no weight.
 * @param columns     of the training rows, one per covariate; ranks of levels where it is categorical
 * @param importances per covariate, in any one unit
 * @param levelCounts per covariate; null for a number
 * @returns null where no covariate varies and has an importance above 0
 * @source Meyer & Pebesma 2021, Methods in Ecology and Evolution 12:1620–1633, doi:10.1111/2041-210X.13650
 */
export function defineFeatureSpace(
  columns: readonly Float32Array[],
  importances: readonly number[],
  levelCounts: readonly (number | null)[],
): FeatureSpace | null {
  const most = Math.max(...importances);
  const scaleOf = (values: Float32Array, covariate: number): number => {
    const deviation = sampleDeviation(values);
    return importances[covariate]! > 0 && deviation > 0 ? importances[covariate]! / most / deviation : 0;
  };
  const space: FeatureSpace = {
    means: columns.map((column, covariate) => (levelCounts[covariate] === null ? mean(column) : 0)),
    scales: columns.map((column, covariate) => (levelCounts[covariate] === null ? scaleOf(column, covariate) : 0)),
    levelScales: columns.map((column, covariate) => {
      const levelCount = levelCounts[covariate]!;
      if (levelCount === null) return null;
      return Array.from({ length: levelCount }, (_, level) => scaleOf(dummyOf(column, level), covariate));
    }),
  };
  return dimensionsOf(space).length > 0 ? space : null;
}

function dummyOf(column: Float32Array, level: number): Float32Array {
  return column.map((rank) => (rank === level ? 1 : 0));
}

/** Those with a weight, by covariate and level. */
export function dimensionsOf({ means, scales, levelScales }: FeatureSpace): Dimension[] {
  return means
    .flatMap((mean_, covariate): Dimension[] => {
      const ofLevels = levelScales[covariate]!;
      if (ofLevels === null) return [{ covariate, level: null, mean: mean_, scale: scales[covariate]! }];
      return ofLevels.map((scale, level) => ({ covariate, level, mean: 0, scale }));
    })
    .filter(({ scale }) => scale > 0);
}

/** The same space with another unit of length. */
export function rescale({ means, scales, levelScales }: FeatureSpace, unit: number): FeatureSpace {
  const divide = (all: readonly number[]): number[] => all.map((scale) => scale / unit);
  return { means, scales: divide(scales), levelScales: levelScales.map((ofLevels) => ofLevels && divide(ofLevels)) };
}

/**
 * Coordinates of table rows in the space.
 * @param columns one Float32Array per covariate of the model
 * @returns one Float32Array per dimension, as long as the columns
 */
export function placeRows(space: FeatureSpace, columns: readonly Float32Array[]): Float32Array[] {
  return dimensionsOf(space).map((dimension) => {
    const placed = new Float32Array(columns[dimension.covariate]!.length);
    placeColumn(dimension, columns[dimension.covariate]!, placed);
    return placed;
  });
}

/** One covariate of rows or pixels as a coordinate. @param out at least as long as the column; NaN gives NaN */
export function placeColumn({ level, mean: centre, scale }: Dimension, column: Float32Array, out: Float32Array): void {
  for (let i = 0; i < column.length; i++) {
    const value = column[i]!;
    if (level === null) out[i] = (value - centre) * scale;
    else if (Number.isNaN(value)) out[i] = Number.NaN;
    else out[i] = value === level ? scale : 0;
  }
}
