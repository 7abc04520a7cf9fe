/** Numbers with their spread: products within a term, sums over terms. */

export interface Uncertain {
  readonly value: number;
  /** Standard deviation, in the unit of the value. */
  readonly sd: number;
}

/** A sum whose terms may be off together or not: published totals rarely say which they mean. */
export interface UncertainSum {
  readonly value: number;
  /** Where the terms are off independently of each other: the least. */
  readonly independentSd: number;
  /** Where all are off the same way, as one laboratory or one rule would make them: the most. */
  readonly correlatedSd: number;
}

/** Relative deviations of independent factors add up in squares; written so that a factor may be 0. */
export function productOf(factors: readonly Uncertain[]): Uncertain {
  const others = (i: number): number =>
    factors.reduce((product, { value }, j) => (j === i ? product : product * value), 1);
  return {
    value: others(-1),
    sd: Math.hypot(...factors.map(({ sd }, i) => sd * others(i))),
  };
}

/** The sum of terms, with its spread where they are off independently of each other, and where all are off the same way. */
export function sumOf(terms: readonly Uncertain[]): UncertainSum {
  let [value, squares, correlatedSd] = [0, 0, 0];
  for (const term of terms) {
    value += term.value;
    squares += term.sd ** 2;
    correlatedSd += term.sd;
  }
  return { value, independentSd: Math.sqrt(squares), correlatedSd };
}
