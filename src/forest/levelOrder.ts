/** An order of classes by the target, so that a cut between ranks can part them as well as any set of them could. */
import { mean } from '../core/statistics.ts';

/** Enough for the direction of the first component; an order needs no more. */
const POWER_STEPS = 200;

/**
 * Levels by ascending mean target; of a binary target, by the share of its second class: then the best cut between
 * ranks is the best of all partitions (Breiman et al. 1984, theorem 4.5). With more classes there is no such order, and
 * levels stand by the first principal component of their class shares, as with ranger's
 * `respect.unordered.factors = "order"`.
 * @param levels     level number per row
 * @param target     per row: a number, or the number of its class
 * @param classCount null for a number
 * @returns the level numbers that occur, in their order; equal ones by their number
 * @source Coppersmith, Hong & Hosking 1999, Partitioning nominal attributes in decision trees, Data Mining and Knowledge
 *         Discovery 3:197–217, doi:10.1023/A:1009869804967
 */
export function orderLevels(levels: Uint32Array, target: Float64Array, classCount: number | null): number[] {
  const rowsOf = Map.groupBy(levels.keys(), (row) => levels[row]!);
  const found = [...rowsOf.keys()].toSorted((a, b) => a - b);
  const targetsOf = (level: number): number[] => rowsOf.get(level)!.map((row) => target[row]!);
  const scores =
    classCount === null || classCount <= 2
      ? found.map((level) => mean(targetsOf(level)))
      : componentScores(found.map((level) => countClasses(targetsOf(level), classCount)));
  return found
    .map((level, i) => ({ level, score: scores[i]! }))
    .toSorted((a, b) => a.score - b.score || a.level - b.level)
    .map(({ level }) => level);
}

function countClasses(classes: readonly number[], classCount: number): number[] {
  const counts = Array.from({ length: classCount }, () => 0);
  for (const own of classes) counts[own]! += 1;
  return counts;
}

/** Per level: its class shares along the first principal component, levels weighted by their rows. */
function componentScores(counts: readonly (readonly number[])[]): number[] {
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const shares = counts.map((row, level) => row.map((count) => count / totals[level]!));
  const all = totals.reduce((sum, count) => sum + count, 0);
  const centre = shares[0]!.map((_, c) => shares.reduce((sum, row, l) => sum + (row[c]! * totals[l]!) / all, 0));
  const deviations = shares.map((row) => row.map((share, c) => share - centre[c]!));
  const covariance = centre.map((_, a) =>
    centre.map((_unused, b) => deviations.reduce((sum, row, l) => sum + totals[l]! * row[a]! * row[b]!, 0)),
  );
  const direction = firstComponent(covariance);
  return deviations.map((row) => dot(row, direction));
}

/** By power iteration from the column of the largest variance, which is never at right angles to the component. */
function firstComponent(covariance: readonly (readonly number[])[]): readonly number[] {
  const variances = covariance.map((row, i) => row[i]!);
  let direction = covariance[variances.indexOf(Math.max(...variances))]!;
  for (let step = 0; step < POWER_STEPS; step++) {
    const length = Math.sqrt(dot(direction, direction));
    if (length === 0) return direction;
    const unit = direction.map((value) => value / length);
    direction = covariance.map((row) => dot(row, unit));
  }
  return direction;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
