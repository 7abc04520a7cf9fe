/**
 * Categories on a line: treatment contrasts, a column of 0 and 1 for every level but the reference, whose effect is 0.
 * They are what R's `lm` makes of a factor, with the same reference: the first level in order,
 * of numbers by value, else of texts by Unicode.
 */
import type { LinearFit } from './leastSquares.ts';
import type { LinearRelation } from './linearRelation.ts';
import { packRelation } from './linearRelation.ts';

export interface LinearCovariate {
  readonly name: string;
  /** Labels by rank, the values of its column; null for a number. */
  readonly levels: readonly string[] | null;
}

/** A column of the design: a number as it is, or whether a category has one level. */
export interface DesignColumn {
  /** The covariate, or `covariate: level`. */
  readonly name: string;
  readonly values: Float64Array;
}

/** @param columns of the covariates, finite; ranks of levels where there are */
export function designOf(
  covariates: readonly LinearCovariate[],
  columns: readonly ArrayLike<number>[],
): readonly DesignColumn[] {
  return covariates.flatMap(({ name, levels }, i) => {
    const column = columns[i]!;
    if (levels === null) return [{ name, values: Float64Array.from(column) }];
    return contrastsOf(levels).map((rank) => ({
      name: `${name}: ${levels[rank]!}`,
      values: Float64Array.from(column, (value) => (value === rank ? 1 : 0)),
    }));
  });
}

/** The level that the others are compared with. */
export function referenceOf(levels: readonly string[]): string {
  return inOrder(levels)[0]!;
}

/** @param fit of the design of these covariates */
export function relationOfDesign(fit: LinearFit, covariates: readonly LinearCovariate[]): LinearRelation {
  const [intercept, ...slopes] = fit.coefficients.map(({ estimate }) => estimate);
  let at = 0;
  const effects = covariates.map(({ levels }) => {
    if (levels === null) return slopes[at++]!;
    const byRank = levels.map(() => 0);
    for (const rank of contrastsOf(levels)) byRank[rank] = slopes[at++]!;
    return byRank;
  });
  return packRelation(intercept!, effects);
}

/** Ranks of the levels that have a column, in their order. */
function contrastsOf(levels: readonly string[]): readonly number[] {
  return inOrder(levels)
    .slice(1)
    .map((label) => levels.indexOf(label));
}

function inOrder(levels: readonly string[]): readonly string[] {
  const areNumbers = levels.every((label) => Number.isFinite(Number(label)));
  return areNumbers ? levels.toSorted((a, b) => Number(a) - Number(b)) : levels.toSorted();
}
