/** A histogram of ranks that tells its n-th member. */

export interface RankCounts {
  /** A rank below 0 counts for nothing. */
  add(rank: number): void;
  remove(rank: number): void;
  total(): number;
  /** The rank of the n-th member in ascending order, from 0; n < total. */
  at(n: number): number;
  clear(): void;
}

/** Ranks that one coarse count covers, as a power of two. */
const coarseBits = 8;

/** Counts at two levels: finding a member passes over many ranks at a time. */
export function createRankCounts(ranks: number): RankCounts {
  const fine = new Uint32Array(ranks);
  const coarse = new Uint32Array((ranks >> coarseBits) + 1);
  let total = 0;
  // Members below the bucket where the last one was found: the next lies near.
  let bucket = 0;
  let below = 0;
  const change = (rank: number, by: 1 | -1): void => {
    if (rank < 0) return;
    fine[rank]! += by;
    coarse[rank >> coarseBits]! += by;
    total += by;
    if (rank >> coarseBits < bucket) below += by;
  };
  return {
    add: (rank) => change(rank, 1),
    remove: (rank) => change(rank, -1),
    total: () => total,
    at(n) {
      while (below > n) below -= coarse[--bucket]!;
      while (below + coarse[bucket]! <= n) below += coarse[bucket++]!;
      let rest = n - below;
      let rank = bucket << coarseBits;
      while (rest >= fine[rank]!) rest -= fine[rank++]!;
      return rank;
    },
    clear() {
      fine.fill(0);
      coarse.fill(0);
      total = 0;
      bucket = 0;
      below = 0;
    },
  };
}
