/**
 * Linear equations of a five-point stencil on a rectangle, solved by BiCGSTAB with an incomplete factorisation of the
 * same stencil. The matrices of implicit heat conduction are dominated by their diagonal: no pivots are needed, and few
 * iterations.
 */

/** Cells column by column, each from the top: a cell's neighbours are i − 1, i + 1, i − rows and i + rows. */
export interface FivePointMatrix {
  /** Cells of a column. */
  readonly rows: number;
  /** The cell's own coefficient, and those of its neighbours in its equation, 0 where there is none. Length n each. */
  readonly own: Float64Array;
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
}

export interface FivePointSolver {
  /**
   * Solves A·x = b.
   * @param b  length n
   * @param x  filled with the solution
   * @param tolerance largest |A·x − b| of a cell that is accepted
   * @returns iterations; null where it did not get there
   */
  solve(matrix: FivePointMatrix, b: Float64Array, x: Float64Array, tolerance: number): number | null;
}

/** As many as a hopeless matrix may cost; those of heat conduction take 5 to 40. */
const mostIterations = 500;

/** Holds the working memory for matrices of one size: ten vectors. */
export function createFivePointSolver(columns: number, rows: number): FivePointSolver {
  const cells = columns * rows;
  // A column of zeros on either side, so that no neighbour is ever missing.
  const vector = (): Float64Array => new Float64Array(cells + 2 * rows);
  const [x, r, shadow] = [vector(), vector(), vector()];
  // Directions of the search, and what the matrix makes of them: before and after the factors.
  const [p, ph, v] = [vector(), vector(), vector()];
  const [s, sh, t] = [vector(), vector(), vector()];
  const inverse = vector();

  function iterate(matrix: FivePointMatrix, tolerance: number): number | null {
    let [rho, alpha, omega] = [1, 1, 1];
    for (let iteration = 0; iteration < mostIterations; iteration++) {
      if (largest(r) <= tolerance) return iteration;
      const next = dot(shadow, r);
      const beta = (next / rho) * (alpha / omega);
      for (let k = rows; k < rows + cells; k++) p[k] = r[k]! + beta * (p[k]! - omega * v[k]!);
      precondition(matrix, inverse, p, ph);
      multiply(matrix, ph, v);
      alpha = next / dot(shadow, v);
      for (let k = rows; k < rows + cells; k++) s[k] = r[k]! - alpha * v[k]!;
      precondition(matrix, inverse, s, sh);
      multiply(matrix, sh, t);
      const square = dot(t, t);
      omega = square === 0 ? 0 : dot(t, s) / square;
      for (let k = rows; k < rows + cells; k++) {
        x[k]! += alpha * ph[k]! + omega * sh[k]!;
        r[k] = s[k]! - omega * t[k]!;
      }
      rho = next;
      if (omega === 0) return largest(r) <= tolerance ? iteration + 1 : null;
    }
    return null;
  }

  return {
    solve(matrix, b, solution, tolerance) {
      factorise(matrix, inverse);
      for (const each of [x, p, v]) each.fill(0);
      r.set(b, rows);
      shadow.set(r);
      const iterations = iterate(matrix, tolerance);
      solution.set(x.subarray(rows, rows + cells));
      return iterations;
    },
  };
}

/** out = A·x, of padded vectors. */
function multiply({ rows, own, up, down, left, right }: FivePointMatrix, x: Float64Array, out: Float64Array): void {
  for (let i = 0, k = rows; i < own.length; i++, k++) {
    out[k] =
      own[i]! * x[k]! + up[i]! * x[k - 1]! + down[i]! * x[k + 1]! + left[i]! * x[k - rows]! + right[i]! * x[k + rows]!;
  }
}

/**
 * Reciprocal pivots of the factors (D + L)·D⁻¹·(D + U) with L and U of the matrix itself: for five points it is the
 * incomplete LU factorisation without fill-in.
 * @source Meijerink & van der Vorst 1977, Math. Comp. 31:148
 */
function factorise({ rows, own, up, down, left, right }: FivePointMatrix, inverse: Float64Array): void {
  for (let i = 0, k = rows; i < own.length; i++, k++) {
    const above = i >= 1 ? up[i]! * down[i - 1]! * inverse[k - 1]! : 0;
    const before = i >= rows ? left[i]! * right[i - rows]! * inverse[k - rows]! : 0;
    inverse[k] = 1 / (own[i]! - above - before);
  }
}

/** out = the factors' solution for x, of padded vectors. */
function precondition(matrix: FivePointMatrix, inverse: Float64Array, x: Float64Array, out: Float64Array): void {
  const { rows, own, up, down, left, right } = matrix;
  for (let i = 0, k = rows; i < own.length; i++, k++) {
    out[k] = inverse[k]! * (x[k]! - up[i]! * out[k - 1]! - left[i]! * out[k - rows]!);
  }
  for (let i = own.length - 1, k = rows + i; i >= 0; i--, k--) {
    out[k]! -= inverse[k]! * (down[i]! * out[k + 1]! + right[i]! * out[k + rows]!);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let k = 0; k < values.length; k++) most = Math.max(most, Math.abs(values[k]!));
  return most;
}
