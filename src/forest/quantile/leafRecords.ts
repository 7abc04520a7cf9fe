/** The rows of leaves as kernel.as has them: a record per leaf, and behind it somewhere the ranks of its rows. */
import type { LeafRows } from './leafRows.ts';

/** Of a leaf: where its rows' ranks begin, how many there are (u32 each), and the weight of each row (f64). */
export const RECORD_BYTES = 16;
/** Ranks are added so many at a time; those that fill up a leaf's last turn stand behind the sum of the weights. */
const RANKS_AT_ONCE = 4;

/** Most different targets: ranks are u16, and so are those that fill up. */
export const MOST_TARGETS = 2 ** 16 - 1 - RANKS_AT_ONCE;

/** Bytes of the weights, their sum, and what the ranks that fill up add to. */
export function weightsBytes({ targets }: LeafRows): number {
  return 8 * (targets.length + 1 + RANKS_AT_ONCE);
}

/** Bytes of all leaves' ranks. */
export function ranksBytes({ starts }: LeafRows): number {
  let count = 0;
  for (let node = 0; node + 1 < starts.length; node++) count += paddedCount(starts[node + 1]! - starts[node]!);
  return 2 * count;
}

/** @returns the address behind the leaf's ranks */
export function writeLeaf(
  leafRows: LeafRows,
  node: number,
  buffer: ArrayBuffer,
  record: number,
  ranksAt: number,
): number {
  const { starts, ranks, targets, weights } = leafRows;
  const own = ranks.subarray(starts[node], starts[node + 1]);
  new Uint32Array(buffer, record, 2).set([ranksAt, own.length]);
  new Float64Array(buffer, record + 8, 1).set([weights[node]!]);
  const padded = new Uint16Array(buffer, ranksAt, paddedCount(own.length));
  // Four different ones, so that no addition waits for another.
  for (let i = 0; i < padded.length; i++) padded[i] = own[i] ?? targets.length + 1 + (i % RANKS_AT_ONCE);
  return ranksAt + padded.byteLength;
}

function paddedCount(rows: number): number {
  return Math.ceil(rows / RANKS_AT_ONCE) * RANKS_AT_ONCE;
}
