/** Comparison of two samples by their empirical distribution functions. All samples ascending. */

/**
 * Wasserstein distance of order 1: the area between the two step functions, in the unit of the samples.
 * @source Linnenbrink et al. 2024, kNNDM CV, Geosci. Model Dev. 17:5897–5912, doi:10.5194/gmd-17-5897-2024, eq. 1
 */
export function wassersteinDistance(a: Float64Array, b: Float64Array): number {
  let area = 0;
  let gap = 0;
  let last = Math.min(a[0]!, b[0]!);
  forEachStep(a, b, (value, shareA, shareB) => {
    area += gap * (value - last);
    last = value;
    gap = Math.abs(shareA - shareB);
  });
  return area;
}

/**
 * Chance that the first sample seems this much smaller where both come from one distribution: the one-sided test of
 * Smirnov with its asymptotic exp(−2 D² nm ÷ (n + m)).
 * @source Smirnov 1939, as in Hollander & Wolfe 1999, Nonparametric Statistical Methods, ch. 5.4
 */
export function chanceOfSmaller(a: Float64Array, b: Float64Array): number {
  let most = 0;
  forEachStep(a, b, (_value, shareA, shareB) => {
    most = Math.max(most, shareA - shareB);
  });
  return Math.exp((-2 * most ** 2 * a.length * b.length) / (a.length + b.length));
}

/** Walks up the values of both: at each, the shares of the two samples that are at most as large. */
function forEachStep(
  a: Float64Array,
  b: Float64Array,
  step: (value: number, shareA: number, shareB: number) => void,
): void {
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const value = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (a[i] === value) i++;
    while (b[j] === value) j++;
    step(value, i / a.length, j / b.length);
  }
}
