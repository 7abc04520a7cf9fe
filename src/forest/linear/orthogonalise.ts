/** Householder's QR decomposition of a centred design, column by column, stopping at the first that adds nothing. */

export interface Orthogonalised {
  /** Upper triangle R, row by row: covariates × covariates. */
  readonly upper: Float64Array;
  /** Qᵀ y: the first `covariates` of its n numbers belong to R, the rest are the residual in rotated axes. */
  readonly rotated: Float64Array;
}

/** A column that is a linear combination of earlier ones (and of the constant). */
export interface Dependence {
  readonly column: number;
  /** Earlier columns that take part in the combination; empty where the column is constant. */
  readonly of: readonly number[];
}

/**
 * Share of a column's length that must be left after the earlier columns are taken out. Covariates from rasters
 * are float32 (2⁻²⁴ of their value is rounding), so that a smaller rest may be rounding alone; R's lm stops at 1e-7.
 */
const TOLERANCE = 2 ** -22;
/** Share of a column below which an earlier one is not named as a part of it. */
const NEGLIGIBLE = 1e-5;

/**
 * @param columns centred covariates, each n long; overwritten
 * @param lengths Euclidean length of each covariate before it was centred
 * @param y       centred target, n long; overwritten
 * @source Golub & Van Loan 2013, Matrix Computations, 4th ed., algorithm 5.2.1
 */
export function orthogonalise(
  columns: readonly Float64Array[],
  lengths: readonly number[],
  y: Float64Array,
): Orthogonalised | Dependence {
  const count = columns.length;
  const upper = new Float64Array(count * count);
  for (const [k, column] of columns.entries()) {
    for (let row = 0; row < k; row++) upper[row * count + k] = column[row]!;
    const rest = lengthFrom(column, k);
    if (!(rest > TOLERANCE * lengths[k]!)) return { column: k, of: partsOf(upper, count, k, columns, lengths[k]!) };
    // The reflection takes the rest of the column to ∓rest on its first axis; this sign does not cancel.
    const pivot = column[k]! > 0 ? -rest : rest;
    upper[k * count + k] = pivot;
    const reflector = column.slice(k);
    reflector[0]! -= pivot;
    for (const later of [...columns.slice(k + 1), y]) reflect(later, reflector, k, -pivot * reflector[0]!);
  }
  return { upper, rotated: y };
}

/** Solves R x = b by back substitution over the first `size` columns. */
export function solveUpper(upper: Float64Array, stride: number, size: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(size);
  for (let row = size - 1; row >= 0; row--) {
    let sum = b[row]!;
    for (let column = row + 1; column < size; column++) sum -= upper[row * stride + column]! * x[column]!;
    x[row] = sum / upper[row * stride + row]!;
  }
  return x;
}

/** @param halfSquare vᵀv ÷ 2 of the reflector v, which stands on axes from `from` on */
function reflect(column: Float64Array, reflector: Float64Array, from: number, halfSquare: number): void {
  let dot = 0;
  for (let i = 0; i < reflector.length; i++) dot += reflector[i]! * column[from + i]!;
  const share = dot / halfSquare;
  for (let i = 0; i < reflector.length; i++) column[from + i]! -= share * reflector[i]!;
}

function partsOf(
  upper: Float64Array,
  count: number,
  k: number,
  columns: readonly Float64Array[],
  length: number,
): number[] {
  const weights = solveUpper(upper, count, k, columns[k]!);
  const lengthOf = (column: number): number =>
    Math.hypot(...Array.from({ length: column + 1 }, (_, row) => upper[row * count + column]!));
  return [...weights.keys()].filter((i) => Math.abs(weights[i]!) * lengthOf(i) > NEGLIGIBLE * length);
}

function lengthFrom(column: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < column.length; i++) sum += column[i]! ** 2;
  return Math.sqrt(sum);
}
