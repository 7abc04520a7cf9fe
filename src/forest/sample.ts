/** Which rows a tree sees. */
import { DomainError } from '../core/errors.ts';
import type { Random } from '../core/random.ts';
import { range } from '../core/statistics.ts';

/** Draws of a row are counted in 16 bits; chance adds less than a tenth to such an expectation. */
const MOST_EXPECTED = 50_000;

/** Draws the rows of one tree: how often each was drawn, length rowCount. */
export type DrawSample = (random: Random) => Uint16Array;

/**
 * @param fraction null: as many draws as rows, with replacement (the bootstrap); else that share without replacement,
 *                 rounded down but at least one row
 * @param weights  per row, positive: a row is drawn in proportion to it, as by ranger's `case.weights`; null for equal
 *                 weights
 * @throws {DomainError} 'invalid-input' for a weight that would draw its row more often than can be counted
 */
export function createSampler(rowCount: number, fraction: number | null, weights: Float64Array | null): DrawSample {
  if (weights === null) {
    return fraction === null
      ? (random) => drawWithReplacement(rowCount, random)
      : (random) => drawShare(rowCount, sampleSize(rowCount, fraction), random);
  }
  if (fraction !== null) return (random) => drawWeightedShare(weights, sampleSize(rowCount, fraction), random);
  const cumulative = new Float64Array(rowCount);
  let total = 0;
  for (let row = 0; row < rowCount; row++) cumulative[row] = total += weights[row]!;
  const heaviest = range(weights).maximum;
  if ((heaviest / total) * rowCount > MOST_EXPECTED) {
    throw new DomainError(
      'invalid-input',
      `A weight of ${heaviest} among ${rowCount} rows would draw one row more than ${MOST_EXPECTED} times a tree: give weights that differ less`,
      { heaviest, rowCount },
    );
  }
  return (random) => drawWeighted(cumulative, random);
}

/** Rows that a tree draws, repeats counted. @param fraction as of `createSampler` */
export function sampleSize(rowCount: number, fraction: number | null): number {
  return Math.max(1, Math.floor(rowCount * (fraction ?? 1)));
}

function drawWithReplacement(rowCount: number, random: Random): Uint16Array {
  const counts = new Uint16Array(rowCount);
  for (let i = 0; i < rowCount; i++) counts[random.nextBelow(rowCount)]! += 1;
  return counts;
}

/** Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S). */
function drawShare(rowCount: number, wanted: number, random: Random): Uint16Array {
  const counts = new Uint16Array(rowCount);
  for (let row = 0, taken = 0; taken < wanted; row++) {
    if (random.nextBelow(rowCount - row) < wanted - taken) {
      counts[row] = 1;
      taken++;
    }
  }
  return counts;
}

function drawWeighted(cumulative: Float64Array, random: Random): Uint16Array {
  const counts = new Uint16Array(cumulative.length);
  const total = cumulative.at(-1)!;
  for (let i = 0; i < cumulative.length; i++) counts[firstAbove(cumulative, random.nextUnit() * total)]! += 1;
  return counts;
}

function firstAbove(cumulative: Float64Array, x: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * One draw after another in proportion to the weights that are left: the rows whose exponential waiting times, of rate
 * weight, are over first.
 * @source Efraimidis & Spirakis 2006, Weighted random sampling with a reservoir, Information Processing Letters
 *         97:181–185, doi:10.1016/j.ipl.2005.11.003
 */
function drawWeightedShare(weights: Float64Array, wanted: number, random: Random): Uint16Array {
  const waits = weights.map((weight) => -Math.log1p(-random.nextUnit()) / weight);
  const last = waits.toSorted()[wanted - 1]!;
  const counts = new Uint16Array(weights.length);
  for (let row = 0, taken = 0; taken < wanted; row++) {
    if (waits[row]! > last) continue;
    counts[row] = 1;
    taken++;
  }
  return counts;
}
