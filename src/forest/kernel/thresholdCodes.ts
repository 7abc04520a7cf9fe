/**
 * Covariate values as small numbers: the code of a value is how many of the forest's thresholds lie below it, so that
 * x ≤ the k-th threshold (k from 0, ascending) exactly where the code is ≤ k.
 */
import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';

/** Buckets of equal width per distinct threshold: most then hold none or one. */
const BUCKETS_PER_THRESHOLD = 4;
const MAX_BUCKETS = 8192;

/** The distinct thresholds of one covariate, and where to look for a value among them. */
export interface ThresholdCodes {
  readonly covariate: number;
  /** Ascending, without repeats. */
  readonly thresholds: Float32Array;
  /** Per bucket: how many thresholds lie in the buckets before it. */
  readonly buckets: Uint16Array;
  /** The bucket of x: the integer part of (x − origin) × scale, both rounded to float32, kept within the buckets. */
  readonly origin: number;
  readonly scale: number;
  /** First step of the search within a bucket: the largest power of two ≤ the thresholds in the fullest; 0 for none. */
  readonly firstStep: number;
}

/**
 * @returns an entry per covariate that a tree splits on, in their order; null where a covariate has more thresholds than
 *   a code of 16 bits can count
 */
export function collectThresholds(forest: Forest): readonly ThresholdCodes[] | null {
  const codes: ThresholdCodes[] = [];
  for (const [covariate, all] of thresholdsOf(forest).entries()) {
    if (all.length === 0) continue;
    const sorted = all.toSorted();
    // By value: −0 and 0 are one threshold.
    const thresholds = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
    if (thresholds.length >= 2 ** 16) return null;
    codes.push({ covariate, thresholds, ...fillBuckets(thresholds) });
  }
  return codes;
}

/** @returns per covariate the threshold of every node that splits on it */
function thresholdsOf({ covariateCount, feature, threshold }: Forest): readonly Float32Array[] {
  const counts = new Uint32Array(covariateCount);
  for (let node = 0; node < feature.length; node++) if (feature[node] !== LEAF) counts[feature[node]!]! += 1;
  const lists = Array.from(counts, (count) => new Float32Array(count));
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] === LEAF) continue;
    const covariate = feature[node]!;
    counts[covariate]! -= 1;
    lists[covariate]![counts[covariate]!] = threshold[node]!;
  }
  return lists;
}

function fillBuckets(thresholds: Float32Array): Omit<ThresholdCodes, 'covariate' | 'thresholds'> {
  const finite = thresholds.filter(Number.isFinite);
  const origin = finite[0] ?? 0;
  const span = (finite.at(-1) ?? 0) - origin;
  const bucketCount = Math.min(MAX_BUCKETS, BUCKETS_PER_THRESHOLD * thresholds.length);
  const scale = span === 0 ? 0 : Math.fround(bucketCount / span);
  const counts = new Uint16Array(bucketCount);
  for (const threshold of thresholds) {
    const place = Math.fround(Math.fround(threshold - origin) * scale);
    counts[place >= 1 ? Math.min(Math.floor(place), bucketCount - 1) : 0]! += 1;
  }
  const buckets = new Uint16Array(bucketCount);
  for (let i = 1; i < bucketCount; i++) buckets[i] = buckets[i - 1]! + counts[i - 1]!;
  const fullest = counts.reduce((most, count) => Math.max(most, count), 0);
  return { buckets, origin, scale, firstStep: 2 ** Math.floor(Math.log2(fullest)) };
}

/** Index of a threshold that is among them. */
export function rankOf(thresholds: Float32Array, threshold: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (thresholds[middle]! < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
