/** How sure the parameters of a fit are, and which of them its measurements cannot tell apart. */
import { invertSymmetric } from '../../core/cholesky.ts';
import { dot } from './leastSquares.ts';
import type { Jacobian } from './leastSquares.ts';

export interface FitErrors {
  /** One per parameter; NaN where the residuals cannot tell. */
  readonly standardErrors: Float64Array;
  /** Rows of the correlations of the estimates, by their effects alone; null where effects are sums of others. */
  readonly correlations: readonly Float64Array[] | null;
}

/**
 * Errors that hold although neighbouring days and depths err alike: residuals count by groups, which alone are taken for
 * independent (sandwich estimate). Taken one by one, a year of days would make them several times too small.
 * @param groups of each residual, from 0; at least two groups more than parameters, or errors are NaN
 * @source Liang & Zeger 1986, Biometrika 73:13; small-sample factor of Cameron & Miller 2015, J. Human Resources 50:317, eq. 12
 */
export function fitErrors(jacobian: Jacobian, residuals: Float64Array, groups: Uint32Array): FitErrors {
  const count = jacobian.length;
  const normal = jacobian.map((column) => Float64Array.from(jacobian, (other) => dot(column, other)));
  const bread = invertSymmetric(normal);
  if (bread === null) return { standardErrors: new Float64Array(count).fill(Number.NaN), correlations: null };
  const scores = groupScores(jacobian, residuals, groups);
  const groupCount = scores.length;
  const enough = groupCount >= count + 2;
  const n = residuals.length;
  const correction = (groupCount / (groupCount - 1)) * ((n - 1) / (n - count));
  const standardErrors = Float64Array.from(bread, (row) =>
    enough ? Math.sqrt(correction * scores.reduce((sum, score) => sum + dot(row, score) ** 2, 0)) : Number.NaN,
  );
  const correlations = bread.map((row, i) => row.map((value, j) => value / Math.sqrt(row[i]! * bread[j]![j]!)));
  return { standardErrors, correlations };
}

/** Jᵀr of each group that has residuals. */
function groupScores(jacobian: Jacobian, residuals: Float64Array, groups: Uint32Array): Float64Array[] {
  const scores = new Map<number, Float64Array>();
  groups.forEach((group, k) => {
    let score = scores.get(group);
    if (score === undefined) scores.set(group, (score = new Float64Array(jacobian.length)));
    for (let i = 0; i < score.length; i++) score[i]! += jacobian[i]![k]! * residuals[k]!;
  });
  return [...scores.values()];
}
