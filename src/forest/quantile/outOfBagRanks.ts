/**
 * Whether the intervals of a quantile regression forest hold as many observations as they promise, judged out of bag:
 * the distribution that a row gets from the trees that did not see it, and without the row itself.
 * @source Meinshausen 2006, Quantile Regression Forests, Journal of Machine Learning Research 7:983, section 4
 */
import type { Training } from '../engine.ts';
import type { TrainedForest } from '../trainForest.ts';
import { leafNode } from '../outOfBag.ts';

/** Per training row: the share of its distribution below its observation, and at most at it; NaN where it has none. */
export interface Ranks {
  readonly below: Float64Array;
  readonly atMost: Float64Array;
}

/** Where the target of each row lies in the distribution that the trees without it give it. */
export function outOfBagRanks(request: Training, { forest, inBag }: TrainedForest): Ranks {
  const { columns, target, rows } = request;
  const below = new Float64Array(rows.length);
  const atMost = new Float64Array(rows.length);
  const treeCounts = new Uint32Array(rows.length);
  const byTarget = Uint32Array.from(rows.keys()).toSorted((a, b) => target[rows[a]!]! - target[rows[b]!]!);
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    const members = new Map<number, number[]>();
    for (const i of byTarget) {
      const leaf = leafNode(forest, tree, columns, rows[i]!);
      const list = members.get(leaf);
      if (list === undefined) members.set(leaf, [i]);
      else list.push(i);
    }
    for (const list of members.values()) {
      // A leaf with no other row says nothing of this one.
      if (list.length < 2) continue;
      for (let start = 0, end = 0; start < list.length; start = end) {
        const value = target[rows[list[start]!]!]!;
        while (end < list.length && target[rows[list[end]!]!] === value) end++;
        for (const i of list.slice(start, end)) {
          if (inBag[tree * rows.length + i] !== 0) continue;
          below[i]! += start / (list.length - 1);
          atMost[i]! += (end - 1) / (list.length - 1);
          treeCounts[i]! += 1;
        }
      }
    }
  }
  // 0 / 0 gives the NaN of rows without a tree.
  return {
    below: below.map((sum, i) => sum / treeCounts[i]!),
    atMost: atMost.map((sum, i) => sum / treeCounts[i]!),
  };
}

export interface Coverage {
  /** Share of the observations that the central interval promises to hold. */
  readonly nominal: number;
  /** Share that it holds; NaN where no row has a distribution. */
  readonly observed: number;
  /** Rows with a distribution. */
  readonly n: number;
}

/** An observation is held where it is at least the lower quantile and at most the upper one (equation 5). */
export function coverageOf({ below, atMost }: Ranks, nominal: number): Coverage {
  const [lower, upper] = [(1 - nominal) / 2, (1 + nominal) / 2];
  let n = 0;
  let held = 0;
  for (const [i, share] of atMost.entries()) {
    if (Number.isNaN(share)) continue;
    n += 1;
    if (share >= lower && below[i]! < upper) held += 1;
  }
  return { nominal, observed: held / n, n };
}
