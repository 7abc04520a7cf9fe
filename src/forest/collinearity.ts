/** How far covariates say the same: correlations, and what each is worth beside the others. */
import { mean, squaredDeviations } from '../core/statistics.ts';

export interface Collinearity {
  /** Pearson's r, row by row: covariates × covariates. NaN where one of the two never varies. */
  readonly correlations: readonly Float64Array[];
  /**
   * Variance inflation factor of each covariate: by how much the others widen the variance of its coefficient, 1 ÷ (1 −
   * R² by the others). Infinity for a linear combination of others, NaN for one that never varies.
   */
  readonly inflation: readonly number[];
}

/** Above it a covariate is usually called collinear. */
export const highInflation = 10;

/** Share of a covariate's variance below which the rest beside the others may be rounding of float32. */
const tolerance = 1e-10;

/**
 * @param columns one per covariate, of equal length, finite, at least two rows
 * @source Marquardt 1970, Technometrics 12:591–612: factors are the diagonal of the inverse of the correlations
 */
export function judgeCollinearity(columns: readonly ArrayLike<number>[]): Collinearity {
  const standard = columns.map(standardise);
  const correlations = standard.map((a) =>
    Float64Array.from(standard, (b) => (a === b ? ownCorrelation(a) : dot(a, b))),
  );
  return { correlations, inflation: standard.map((_, covariate) => inflationOf(correlations, covariate)) };
}

/** Mean 0 and length 1; NaN for a column that never varies. */
function standardise(column: ArrayLike<number>): Float64Array {
  const centre = mean(column);
  const length = Math.sqrt(squaredDeviations(column));
  return Float64Array.from(column, (value) => (length > 0 ? (value - centre) / length : Number.NaN));
}

/** Not its length, which rounding leaves beside 1. */
function ownCorrelation([first]: Float64Array): number {
  return Number.isNaN(first) ? Number.NaN : 1;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** By Cholesky's factors of the other covariates' correlations, those first that add something to the ones before. */
function inflationOf(correlations: readonly Float64Array[], covariate: number): number {
  if (Number.isNaN(correlations[covariate]![covariate]!)) return Number.NaN;
  const factors: { readonly column: number; readonly row: Float64Array }[] = [];
  const project = (column: number): { readonly row: Float64Array; readonly rest: number } => {
    const row = new Float64Array(factors.length + 1);
    let rest = 1;
    for (const [i, factor] of factors.entries()) {
      let sum = correlations[column]![factor.column]!;
      for (let k = 0; k < i; k++) sum -= row[k]! * factor.row[k]!;
      row[i] = sum / factor.row[i]!;
      rest -= row[i] ** 2;
    }
    row[factors.length] = Math.sqrt(Math.max(rest, 0));
    return { row, rest };
  };
  for (const other of correlations.keys()) {
    if (other === covariate || Number.isNaN(correlations[other]![other]!)) continue;
    const { row, rest } = project(other);
    if (rest > tolerance) factors.push({ column: other, row });
  }
  const { rest } = project(covariate);
  return rest > tolerance ? 1 / rest : Infinity;
}
