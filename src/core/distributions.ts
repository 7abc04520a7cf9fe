/** Tail probabilities of the test statistics that a report quotes, and the normal distribution. */

/**
 * Two-sided p-value of Student's t.
 * @param t                any number; NaN gives NaN
 * @param degreesOfFreedom > 0
 * @source DLMF 8.17.22 (continued fraction of the incomplete beta function), https://dlmf.nist.gov/8.17
 */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  const square = t ** 2;
  const [a, b] = [degreesOfFreedom / 2, 0.5];
  const x = degreesOfFreedom / (degreesOfFreedom + square);
  const y = square / (degreesOfFreedom + square);
  if (y === 0) return 1;
  // xᵃ yᵇ ÷ B(a, b)
  const front = halfStepOfGamma(a) * Math.exp(-a * Math.log1p(square / degreesOfFreedom)) * Math.sqrt(y / Math.PI);
  // The fraction converges fast on one side of the mean; on the other the complement is taken (DLMF 8.17.4).
  if (x < (a + 1) / (a + b + 2)) return (front / a) * betaFraction(a, b, x);
  return 1 - (front / b) * betaFraction(b, a, y);
}

/**
 * Two-sided p-value of a standard normal deviate: erfc(|z| ÷ √2).
 * @source DLMF 7.6.2 (series) and 7.9.2 (continued fraction), https://dlmf.nist.gov/7
 */
export function normalTwoSidedP(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const x = Math.abs(z) / Math.SQRT2;
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let tail = 0;
  // 60 terms from the back: 1e-15 at x = 2, where it converges slowest.
  for (let n = 60; n >= 1; n--) tail = n / 2 / (x + tail);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + tail);
}

/** Share of a standard normal distribution at or below z. */
export function normalShareBelow(z: number): number {
  const tail = normalTwoSidedP(z) / 2;
  return z < 0 ? tail : 1 - tail;
}

/**
 * Normal score: the z below which a share of a standard normal distribution lies.
 * @param share in 0..1 exclusive, such as 0.95 for 1.645
 */
export function normalScore(share: number): number {
  // By the smaller tail, which is exact where 1 − share is not.
  if (share > 0.5) return -normalScore(1 - share);
  let [low, high] = [-40, 0];
  // Halved until no number lies between.
  for (let middle = low / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (normalShareBelow(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}

/** Lentz's evaluation of the fraction, each step one even and one odd coefficient. */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const kept = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // Takes about √max(a, b) steps: 10,000 serve 10⁸ degrees of freedom.
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / kept(1 + coefficient * d);
      c = kept(1 + coefficient / c);
      step = c * d;
      fraction *= step;
    }
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return fraction;
}

/**
 * Γ(a + ½) ÷ Γ(a) for a > 0, without the difference of two large logarithms that would cost digits at large a.
 * @source DLMF 5.11.13, whose terms beyond the third are below 1e-15 from a = 50 on; below, Γ(a + 1) = a Γ(a)
 */
function halfStepOfGamma(a: number): number {
  let product = 1;
  let large = a;
  for (; large < 50; large++) product *= large / (large + 0.5);
  const correction = -1 / (8 * large) + 1 / (192 * large ** 3) - 1 / (640 * large ** 5);
  return product * Math.sqrt(large) * Math.exp(correction);
}
