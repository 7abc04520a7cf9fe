/**
 * Leaf values as whole numbers, whose sums are exact in any order: the mean of the trees is offset + scale × the sum of
 * their numbers, off by no more than error.
 */
export interface LeafNumbering {
  /** 0 where there is no leaf. */
  readonly numbers: Float64Array;
  readonly offset: number;
  readonly scale: number;
  /** How far that mean may be from the one that `predictNaive` rounds; not finite where the values are too far apart. */
  readonly error: number;
}

/**
 * @param values  NaN for no leaf
 * @param largest number, given to the largest value; sums of a number per leaf must stay below 2⁵³
 */
export function numberLeaves(values: Float64Array, treeCount: number, largest: number): LeafNumbering {
  const known = values.filter((value) => !Number.isNaN(value));
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const unit = (most - least) / largest;
  const numbers = values.map((value) => (Number.isNaN(value) || unit === 0 ? 0 : Math.round((value - least) / unit)));
  // Half a unit per leaf, and what additions in Float64 lose: an epsilon of the largest partial sum each, here and there.
  const rounding = (treeCount + 8) * Number.EPSILON * Math.max(Math.abs(least), Math.abs(most));
  // Least values that have no unit are off by their span; the last term keeps zeros of unknown sign uncertain.
  const error = (unit === 0 ? most - least : 0.501 * unit) + rounding + 2 ** -1000;
  return { numbers, offset: least, scale: unit / treeCount, error };
}
