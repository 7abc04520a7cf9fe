/** Agreement of two classifications of the same rows. */
export interface Confusion {
  readonly classes: readonly string[];
  /** Rows: observed class; columns: predicted class. */
  readonly counts: readonly (readonly number[])[];
  readonly n: number;
  /** Share of rows in the same class. */
  readonly overallAccuracy: number;
  /** Cohen's kappa; null where chance alone agrees fully, as with a single class. */
  readonly kappa: number | null;
  /** Per class: share of the observed that was predicted (recall); null where none was observed. */
  readonly producersAccuracy: readonly (number | null)[];
  /** Per class: share of the predicted that was observed (precision); null where none was predicted. */
  readonly usersAccuracy: readonly (number | null)[];
  /** Per class: harmonic mean of user's and producer's accuracy; null where it was neither observed nor predicted. */
  readonly f1: readonly (number | null)[];
}

/**
 * @param classes   names, by class number
 * @param observed  class number per row
 * @param predicted class number per row
 * @returns null for no rows
 * @source Cohen 1960, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20:37–46,
 *         doi:10.1177/001316446002000104
 */
export function confusionMatrix(
  classes: readonly string[],
  observed: ArrayLike<number>,
  predicted: ArrayLike<number>,
): Confusion | null {
  const n = observed.length;
  if (n === 0) return null;
  const counts = classes.map(() => classes.map(() => 0));
  for (let i = 0; i < n; i++) counts[observed[i]!]![predicted[i]!]! += 1;
  const observedTotals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const predictedTotals = classes.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0));
  const agreed = classes.map((_, i) => counts[i]![i]!);
  const overallAccuracy = agreed.reduce((sum, count) => sum + count, 0) / n;
  const byChance = observedTotals.reduce((sum, total, i) => sum + total * predictedTotals[i]!, 0) / n ** 2;
  return {
    classes,
    counts,
    n,
    overallAccuracy,
    kappa: byChance === 1 ? null : (overallAccuracy - byChance) / (1 - byChance),
    producersAccuracy: agreed.map((count, i) => share(count, observedTotals[i]!)),
    usersAccuracy: agreed.map((count, i) => share(count, predictedTotals[i]!)),
    f1: agreed.map((count, i) => share(2 * count, observedTotals[i]! + predictedTotals[i]!)),
  };
}

function share(count: number, total: number): number | null {
  return total === 0 ? null : count / total;
}
