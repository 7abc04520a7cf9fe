/** Functions of mathematics that JavaScript lacks. */

/** Below it the series needs few terms, above it the continued fraction. */
const seriesBelow = 2;
/** Both have converged to the last bit long before. */
const mostTerms = 500;

/** Error function, to a few units of the last place. @source Abramowitz & Stegun 1964, eq. 7.1.6 */
export function erf(x: number): number {
  if (Math.abs(x) >= seriesBelow) return Math.sign(x) * (1 - fraction(Math.abs(x)));
  let term = x;
  let sum = x;
  for (let n = 1; n < mostTerms && Math.abs(term) > Number.EPSILON * Math.abs(sum) * 0.1; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** 1 − erf(x), which keeps its digits where erf is near 1: 13 of them at x = 2, all of them beyond. */
export function erfc(x: number): number {
  return x >= seriesBelow ? fraction(x) : 1 - erf(x);
}

/** erfc by Lentz's method for its continued fraction. @source Abramowitz & Stegun 1964, eq. 7.1.14 */
function fraction(x: number): number {
  let value = x;
  let [c, d] = [x, 0];
  for (let n = 1; n < mostTerms; n++) {
    d = 1 / (x + (n / 2) * d);
    c = x + n / 2 / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * value);
}

/** Halvings after which an interval has no number left inside. */
const mostHalvings = 200;

/**
 * Where a function changes its sign, by halving.
 * @param low, high ends between which it does so once
 * @returns NaN where both ends have the same sign
 */
export function findRoot(of: (x: number) => number, low: number, high: number): number {
  let [left, right] = [low, high];
  const rising = of(left) < 0;
  if (of(right) < 0 === rising) return Number.NaN;
  for (let i = 0; i < mostHalvings; i++) {
    const middle = (left + right) / 2;
    if (middle === left || middle === right) break;
    if (of(middle) < 0 === rising) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}
