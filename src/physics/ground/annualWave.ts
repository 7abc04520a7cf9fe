/** The annual wave of a temperature: a mean and one harmonic, by least squares. */

/** Days of a mean tropical year. */
const daysPerYear = 365.2422;
const angularPerDay = (2 * Math.PI) / daysPerYear;

export interface AnnualWave {
  /** Half of the range of the harmonic, ≥ 0. */
  readonly amplitudeC: number;
  /** Coefficients of 1, cos(2πt/P) and sin(2πt/P), t in days since 1970-01-01. */
  readonly coefficients: readonly [number, number, number];
  /** Of the residuals, divisor n − 3. */
  readonly residualDeviationC: number;
  /**
   * Covariance of the coefficients, row-major 3 × 3, °C². Residuals of neighbouring days are alike, so it is
   * (1 + r)/(1 − r) times the one of independent residuals, r being their correlation from a day to the next.
   */
  readonly covariance: Float64Array;
}

/**
 * T(t) = m + a cos(2πt/P) + b sin(2πt/P) by least squares.
 * @param days    since 1970-01-01, ascending
 * @param valuesC °C, as many; NaN is passed over
 * @returns null for fewer than four values, or where they do not tell a mean from a wave
 * @source von Storch & Zwiers 1999, Statistical Analysis in Climate Research, sections 8.3 and 6.6.8 (equivalent sample size)
 */
export function fitAnnualWave(days: ArrayLike<number>, valuesC: ArrayLike<number>): AnnualWave | null {
  const normal = new Float64Array(9);
  const right = new Float64Array(3);
  let count = 0;
  for (let i = 0; i < days.length; i++) {
    if (Number.isNaN(valuesC[i]!)) continue;
    const x = basis(days[i]!);
    for (let row = 0; row < 3; row++) {
      right[row]! += x[row]! * valuesC[i]!;
      for (let column = 0; column < 3; column++) normal[3 * row + column]! += x[row]! * x[column]!;
    }
    count += 1;
  }
  const inverse = count < 4 ? null : invert(normal, count);
  if (inverse === null) return null;
  const [mean, cosine, sine] = [0, 1, 2].map((row) => product(inverse, row, right));
  const coefficients = [mean!, cosine!, sine!] as const;
  const { deviationC, correlation } = residuals(days, valuesC, coefficients);
  const inflation = (1 + correlation) / (1 - correlation);
  return {
    amplitudeC: Math.hypot(cosine!, sine!),
    coefficients,
    residualDeviationC: deviationC,
    covariance: inverse.map((value) => value * deviationC ** 2 * inflation),
  };
}

/**
 * The mean of the wave over some days, and its standard error as the mean of what would have been measured on them:
 * the error of the wave itself, and the deviation from it, taken to have one sign throughout a gap (the worst case).
 */
export function meanOverGap(
  wave: AnnualWave,
  days: readonly number[],
): { readonly meanC: number; readonly standardErrorC: number } {
  const x = [0, 0, 0];
  for (const day of days) basis(day).forEach((value, i) => (x[i]! += value / days.length));
  let variance = wave.residualDeviationC ** 2;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) variance += x[row]! * x[column]! * wave.covariance[3 * row + column]!;
  }
  const meanC = wave.coefficients.reduce((sum, coefficient, i) => sum + coefficient * x[i]!, 0);
  return { meanC, standardErrorC: Math.sqrt(variance) };
}

function basis(day: number): readonly [number, number, number] {
  return [1, Math.cos(angularPerDay * day), Math.sin(angularPerDay * day)];
}

function product(matrix: Float64Array, row: number, vector: Float64Array): number {
  return matrix[3 * row]! * vector[0]! + matrix[3 * row + 1]! * vector[1]! + matrix[3 * row + 2]! * vector[2]!;
}

/** Deviation and lag-one correlation (from pairs at most a day and a half apart, within 0…0.98) of the residuals. */
function residuals(
  days: ArrayLike<number>,
  valuesC: ArrayLike<number>,
  coefficients: AnnualWave['coefficients'],
): { readonly deviationC: number; readonly correlation: number } {
  let squares = 0;
  let products = 0;
  let pairs = 0;
  let count = 0;
  let earlier: { day: number; residual: number } | null = null;
  for (let i = 0; i < days.length; i++) {
    if (Number.isNaN(valuesC[i]!)) continue;
    const x = basis(days[i]!);
    const residual = valuesC[i]! - (coefficients[0] + coefficients[1] * x[1] + coefficients[2] * x[2]);
    squares += residual ** 2;
    if (earlier !== null && days[i]! - earlier.day <= 1.5) {
      products += residual * earlier.residual;
      pairs += 1;
    }
    earlier = { day: days[i]!, residual };
    count += 1;
  }
  const correlation = pairs === 0 || squares === 0 ? 0 : products / pairs / (squares / count);
  return {
    deviationC: count > 3 ? Math.sqrt(squares / (count - 3)) : 0,
    correlation: Math.min(0.98, Math.max(0, correlation)),
  };
}

/** Inverse of a symmetric 3 × 3 matrix of `count` rows' products; null where it is close to singular. */
function invert(m: Float64Array, count: number): Float64Array | null {
  const at = (row: number, column: number): number => m[3 * row + column]!;
  const cofactor = (row: number, column: number): number => {
    const [r1, r2] = [(row + 1) % 3, (row + 2) % 3];
    const [c1, c2] = [(column + 1) % 3, (column + 2) % 3];
    return at(r1, c1) * at(r2, c2) - at(r1, c2) * at(r2, c1);
  };
  const determinant = at(0, 0) * cofactor(0, 0) + at(0, 1) * cofactor(0, 1) + at(0, 2) * cofactor(0, 2);
  // Of days spread over a whole year it is count³/4.
  if (!(determinant > 1e-6 * count ** 3)) return null;
  return Float64Array.from({ length: 9 }, (_, i) => cofactor(i % 3, Math.floor(i / 3)) / determinant);
}
