/** Whether errors near each other are alike: what a model that has learnt all there is in space would not show. */
import { normalTwoSidedP } from '../../core/distributions.ts';
import { squaredDeviations, mean } from '../../core/statistics.ts';

export interface MoranTest {
  /** Moran's I: near 1 where neighbours are alike, near the expectation where they are not related. */
  readonly i: number;
  /** −1 ÷ (n − 1). */
  readonly expectation: number;
  readonly standardDeviation: number;
  readonly z: number;
  /** Two-sided, by the normal approximation. */
  readonly p: number;
}

/**
 * Moran's I with row-standardised weights: each of a row's neighbours counts 1 ÷ (its number of neighbours).
 *
 * Its moments are those over all arrangements of the values over the places (randomisation), which asks nothing of
 * their distribution.
 * @param neighbours per row its neighbours, at least one, without itself
 * @returns null for fewer than four rows or where all values are equal: there is no variance then
 * @source Moran 1950, Notes on continuous stochastic phenomena, Biometrika 37:17–23, doi:10.1093/biomet/37.1-2.17;
 *   moments: Cliff & Ord 1981, Spatial Processes, equations 1.37 and 1.39
 */
export function moranTest(values: ArrayLike<number>, neighbours: readonly ArrayLike<number>[]): MoranTest | null {
  const n = values.length;
  const spread = squaredDeviations(values);
  if (n < 4 || spread === 0) return null;
  const centre = mean(values);
  const deviations = Array.from(values, (value) => value - centre);
  let shared = 0;
  for (const [row, list] of neighbours.entries()) {
    let sum = 0;
    for (let k = 0; k < list.length; k++) sum += deviations[list[k]!]!;
    shared += (deviations[row]! * sum) / list.length;
  }
  // The weights sum to n, so that the ratio n ÷ S₀ before the quotient is 1.
  const i = shared / spread;
  const expectation = -1 / (n - 1);
  const { s1, s2 } = sumsOfWeights(neighbours);
  const s0Square = n * n;
  const kurtosis = (n * deviations.reduce((sum, value) => sum + value ** 4, 0)) / spread ** 2;
  const meanSquare =
    (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0Square) -
      kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0Square)) /
    ((n - 1) * (n - 2) * (n - 3) * s0Square);
  const standardDeviation = Math.sqrt(meanSquare - expectation ** 2);
  const z = (i - expectation) / standardDeviation;
  return { i, expectation, standardDeviation, z, p: normalTwoSidedP(z) };
}

/** S₁ = ½ Σ (wᵢⱼ + wⱼᵢ)² over ordered pairs and S₂ = Σ (row sum + column sum)². */
function sumsOfWeights(neighbours: readonly ArrayLike<number>[]): { readonly s1: number; readonly s2: number } {
  const lists = neighbours.map((list) => new Set(Array.from(list)));
  const columnSums = new Float64Array(neighbours.length);
  let s1 = 0;
  for (const [row, list] of lists.entries()) {
    const weight = 1 / list.size;
    for (const other of list) {
      columnSums[other]! += weight;
      // A mutual pair is met from both of its rows, a one-sided pair from one alone: its square is counted double.
      const mutual = lists[other]!.has(row);
      s1 += mutual ? (weight + 1 / lists[other]!.size) ** 2 / 2 : weight ** 2;
    }
  }
  return { s1, s2: columnSums.reduce((sum, value) => sum + (1 + value) ** 2, 0) };
}
