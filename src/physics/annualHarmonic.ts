/** The yearly sinusoid in a series of means over stretches of time. */

export interface AnnualHarmonic {
  /** Mean over the year, each value weighted by its length. */
  readonly meanC: number;
  /** Half the range of the sinusoid itself, not of its monthly means, which is 1.1 % smaller. */
  readonly amplitudeC: number;
}

/**
 * Fits mean + amplitude·cos(2πt/P + φ) by least squares, every stretch weighted by its length: the model's value is its
 * mean over the stretch, so a sinusoid is found exactly from monthly means.
 * @param lengthDays lengths of the stretches that make up one year, in order: 12 months, or 365 days of 1
 * @returns a function of the stretches' means, of the same length; NaN in gives NaN out
 */
export function annualHarmonic(lengthDays: readonly number[]): (meansC: ArrayLike<number>) => AnnualHarmonic {
  const periodDays = lengthDays.reduce((sum, days) => sum + days, 0);
  const { cosines, sines } = stretchMeans(lengthDays, periodDays);
  // Over whole years cosine and sine have no mean, so the normal equations leave the mean alone.
  const cc = weighted(cosines, cosines, lengthDays);
  const cs = weighted(cosines, sines, lengthDays);
  const ss = weighted(sines, sines, lengthDays);
  const determinant = cc * ss - cs * cs;
  const shares = lengthDays.map((days) => days / periodDays);
  const cosineWeights = lengthDays.map((days, i) => (days * (ss * cosines[i]! - cs * sines[i]!)) / determinant);
  const sineWeights = lengthDays.map((days, i) => (days * (cc * sines[i]! - cs * cosines[i]!)) / determinant);
  return (meansC) => {
    let meanC = 0;
    let cosine = 0;
    let sine = 0;
    for (let i = 0; i < shares.length; i++) {
      meanC += shares[i]! * meansC[i]!;
      cosine += cosineWeights[i]! * meansC[i]!;
      sine += sineWeights[i]! * meansC[i]!;
    }
    return { meanC, amplitudeC: Math.hypot(cosine, sine) };
  };
}

/** Means of cos and sin of 2πt/P over each stretch. */
function stretchMeans(lengthDays: readonly number[], periodDays: number) {
  const omega = (2 * Math.PI) / periodDays;
  const cosines: number[] = [];
  const sines: number[] = [];
  let start = 0;
  for (const days of lengthDays) {
    const end = start + days;
    cosines.push((Math.sin(omega * end) - Math.sin(omega * start)) / (omega * days));
    sines.push((Math.cos(omega * start) - Math.cos(omega * end)) / (omega * days));
    start = end;
  }
  return { cosines, sines };
}

function weighted(a: readonly number[], b: readonly number[], weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * a[i]! * b[i]!, 0);
}
