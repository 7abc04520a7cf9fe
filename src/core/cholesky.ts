/** Inverses of small symmetric matrices, such as those of normal equations. */

/** What is left of a row, of 1, where it is no sum of those above. */
const leastRest = 1e-10;

/**
 * By Cholesky's factors of the matrix scaled to a diagonal of ones, so that units do not count.
 * @param matrix rows of a symmetric matrix
 * @returns rows of the inverse; null where the matrix is not positive definite, or so nearly that the inverse is rounding
 */
export function invertSymmetric(matrix: readonly Float64Array[]): Float64Array[] | null {
  const size = matrix.length;
  if (matrix.some((row, i) => !(row[i]! > 0))) return null;
  const scales = matrix.map((row, i) => 1 / Math.sqrt(row[i]!));
  const factors: Float64Array[] = [];
  for (let i = 0; i < size; i++) {
    const row = new Float64Array(size);
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]! * scales[i]! * scales[j]!;
      for (let k = 0; k < j; k++) rest -= row[k]! * (j === i ? row : factors[j]!)[k]!;
      if (j < i) row[j] = rest / factors[j]![j]!;
      else if (rest > leastRest) row[i] = Math.sqrt(rest);
      else return null;
    }
    factors.push(row);
  }
  const columns = factors.map((_, column) => solveUnit(factors, column));
  return columns.map((column, j) => column.map((value, i) => value * scales[i]! * scales[j]!));
}

/** Column of the inverse of L·Lᵀ, forward and back. */
function solveUnit(factors: readonly Float64Array[], column: number): Float64Array {
  const size = factors.length;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let rest = i === column ? 1 : 0;
    for (let k = 0; k < i; k++) rest -= factors[i]![k]! * x[k]!;
    x[i] = rest / factors[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let rest = x[i]!;
    for (let k = i + 1; k < size; k++) rest -= factors[k]![i]! * x[k]!;
    x[i] = rest / factors[i]![i]!;
  }
  return x;
}
