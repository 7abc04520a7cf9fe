/** Multiple linear regression by ordinary least squares, as R's `lm` reports it. */
import { studentTwoSidedP } from '../../core/distributions.ts';
import { DomainError } from '../../core/errors.ts';
import { mean, squaredDeviations } from '../../core/statistics.ts';
import { orthogonalise, solveUpper } from './orthogonalise.ts';

interface Coefficient {
  /** `(intercept)`, or the covariate. */
  readonly name: string;
  /** Unit of the target per unit of the covariate. */
  readonly estimate: number;
  readonly standardError: number;
  readonly t: number;
  /** Two-sided, of Student's t with the fit's degrees of freedom. */
  readonly p: number;
}

export interface LinearFit {
  /** The intercept first, then the covariates in their order. */
  readonly coefficients: readonly Coefficient[];
  readonly n: number;
  /** n − covariates − 1. */
  readonly degreesOfFreedom: number;
  /** √(RSS ÷ degrees of freedom), in the unit of the target. */
  readonly residualSd: number;
  /** Of the fit to its own rows: never a score of prediction. */
  readonly r2: number;
  readonly adjustedR2: number;
  /** n (ln(2π RSS ÷ n) + 1) + 2 (covariates + 2), the deviation counted as a parameter (Akaike 1974). */
  readonly aic: number;
}

/**
 * Fits the target by the intercept and every covariate.
 *
 * Columns are centred first, which takes the intercept out of the system and conditions positions and years well.
 * @param columns one per covariate, each as long as the target, finite
 * @param names   of the covariates, for the coefficients and messages
 * @throws {DomainError} 'too-few-stations' with fewer than covariates + 2 rows; 'covariate-invalid' naming a covariate
 *   that is a linear combination of others, and those
 */
export function leastSquares(
  columns: readonly ArrayLike<number>[],
  target: ArrayLike<number>,
  names: readonly string[],
): LinearFit {
  const n = target.length;
  requireRows(n, columns.length);
  const degreesOfFreedom = n - columns.length - 1;
  const means = columns.map(mean);
  const targetMean = mean(target);
  const decomposed = decompose(columns, target);
  if ('column' in decomposed) throw collinear(names, decomposed.column, decomposed.of);
  const { upper, rotated } = decomposed;
  const slopes = solveUpper(upper, columns.length, columns.length, rotated);
  const rss = rotated.subarray(columns.length).reduce((sum, value) => sum + value ** 2, 0);
  const residualSd = Math.sqrt(rss / degreesOfFreedom);
  const scales = errorScales(upper, means, n);
  const intercept = slopes.reduce((rest, slope, i) => rest - slope * means[i]!, targetMean);
  const r2 = 1 - rss / squaredDeviations(target);
  return {
    coefficients: [intercept, ...slopes].map((estimate, i) => {
      const standardError = residualSd * scales[i]!;
      const t = estimate / standardError;
      const name = i === 0 ? '(intercept)' : names[i - 1]!;
      return { name, estimate, standardError, t, p: studentTwoSidedP(t, degreesOfFreedom) };
    }),
    n,
    degreesOfFreedom,
    residualSd,
    r2,
    adjustedR2: 1 - ((1 - r2) * (n - 1)) / degreesOfFreedom,
    aic: n * (Math.log((2 * Math.PI * rss) / n) + 1) + 2 * (columns.length + 2),
  };
}

/**
 * The numbers of the columns that are neither constant nor a linear combination of earlier ones: those that R's `lm`
 * gives a coefficient.
 */
export function independentColumns(columns: readonly ArrayLike<number>[]): readonly number[] {
  const kept = [...columns.keys()];
  while (kept.length > 0) {
    // The right-hand side is not looked at.
    const found = decompose(
      kept.map((i) => columns[i]!),
      columns[0]!,
    );
    if (!('column' in found)) break;
    kept.splice(found.column, 1);
  }
  return kept;
}

function decompose(columns: readonly ArrayLike<number>[], target: ArrayLike<number>): ReturnType<typeof orthogonalise> {
  const lengths = columns.map((column) => Math.sqrt(Array.from(column).reduce((sum, value) => sum + value ** 2, 0)));
  return orthogonalise(columns.map(centred), lengths, centred(target));
}

function centred(values: ArrayLike<number>): Float64Array {
  const centre = mean(values);
  return Float64Array.from(values, (value) => value - centre);
}

/** @throws {DomainError} 'too-few-stations' where the rows leave no degree of freedom for an error */
export function requireRows(rowCount: number, covariateCount: number): void {
  const minimum = covariateCount + 2;
  if (rowCount >= minimum) return;
  throw new DomainError(
    'too-few-stations',
    `A linear regression on ${covariateCount} covariates needs at least ${minimum} rows, got ${rowCount}`,
    { minimum, found: rowCount },
  );
}

/** Standard errors over the residual deviation: roots of the diagonal of (XᵀX)⁻¹, the intercept first. */
function errorScales(upper: Float64Array, means: readonly number[], n: number): number[] {
  const count = means.length;
  // Columns of R⁻¹; (XᵀX)⁻¹ of the centred design is R⁻¹ R⁻ᵀ.
  const inverse = means.map((_, i) =>
    solveUpper(
      upper,
      count,
      count,
      means.map((__, row) => (row === i ? 1 : 0)),
    ),
  );
  const slopes = means.map((_, row) => Math.hypot(...inverse.map((column) => column[row]!)));
  const atMeans = inverse.map((column) => column.reduce((sum, value, row) => sum + value * means[row]!, 0));
  return [Math.hypot(1 / Math.sqrt(n), ...atMeans), ...slopes];
}

function collinear(names: readonly string[], column: number, of: readonly number[]): DomainError {
  const name = names[column]!;
  const others = of.map((i) => names[i]!);
  const what = others.length === 0 ? 'is constant' : `is a linear combination of ${others.join(', ')}`;
  return new DomainError(
    'covariate-invalid',
    `Covariate ${name} ${what} in these ${others.length === 0 ? 'rows, like the intercept' : 'rows'}, so a linear regression has no single solution: leave one of them out`,
    { covariate: name, collinearWith: others },
  );
}
