/** The rows of leaves as kernel.as has them. */
import type { MemoryPlan } from '../../core/wasm.ts';
import type { LeafRows } from './leafRows.ts';

/** A record: how many rows there are, and where the weights of their targets stand; u32. */
const HEAD_WORDS = 1;
/** Rows that stand in every record, and how many are added to it at a time: a record of 32 bytes lies in one line of the cache. */
const FEWEST_ROWS = 7;
const ROWS_AT_ONCE = 8;
/** Weights that nobody reads fill up a record: different ones, so that no addition waits for another. */
const FILLERS = 8;
/** Targets whose cumulated weight is kept; their number is filled up to a multiple of it. */
const BLOCK_TARGETS = 8;

function filledUp(targetCount: number): number {
  return Math.ceil(targetCount / BLOCK_TARGETS) * BLOCK_TARGETS;
}

/** Addresses of what the distribution of a pixel is made of. */
export interface SummaryAreas {
  /** Float64 per number of rows in a leaf: the weight of each. */
  readonly rowWeights: number;
  /** A multiple of eight: the last ones have no weight. */
  readonly targetCount: number;
  /** Float64 per target, then their sum, then what fillers add to. */
  readonly weights: number;
  readonly targets: number;
  /** Float64 per eight targets, and one more. */
  readonly cumulated: number;
  readonly shares: number;
  /** A record of no rows. */
  readonly noRows: number;
  /** The records of the leaves. */
  readonly records: number;
}

export function planSummary(plan: MemoryPlan, leafRows: LeafRows, shares: Float64Array): SummaryAreas {
  const { starts, targets } = leafRows;
  const targetCount = filledUp(targets.length);
  let recordWords = 0;
  for (let node = 0; node + 1 < starts.length; node++) {
    const rows = starts[node + 1]! - starts[node]!;
    if (rows > 0) recordWords += HEAD_WORDS + roomFor(rows);
  }
  return {
    targetCount,
    rowWeights: plan.take(leafRows.rowWeights.byteLength),
    weights: plan.take(8 * (targetCount + 1 + FILLERS)),
    targets: plan.take(8 * targetCount),
    cumulated: plan.take(8 * (targetCount / BLOCK_TARGETS + 1)),
    shares: plan.take(shares.byteLength),
    noRows: plan.take(4 * (HEAD_WORDS + roomFor(0))),
    records: plan.take(4 * recordWords),
  };
}

/** Writes all but the weights and the records of leaves. */
export function writeSummary(
  buffer: ArrayBuffer,
  areas: SummaryAreas,
  { targets, rowWeights }: LeafRows,
  shares: Float64Array,
): void {
  new Float64Array(buffer, areas.rowWeights).set(rowWeights);
  new Float64Array(buffer, areas.targets, areas.targetCount).fill(targets.at(-1)!).set(targets);
  new Float64Array(buffer, areas.shares).set(shares);
  writeRows(new Uint32Array(buffer), areas, [], { start: 0, end: 0 }, areas.noRows);
}

/**
 * Writes the record of a leaf.
 * @param words all of the memory
 * @returns the address behind it
 */
export function writeRecord(
  words: Uint32Array,
  areas: SummaryAreas,
  { starts, ranks }: LeafRows,
  node: number,
  record: number,
): number {
  return writeRows(words, areas, ranks, { start: starts[node]!, end: starts[node + 1]! }, record);
}

function writeRows(
  words: Uint32Array,
  { weights, targetCount }: SummaryAreas,
  ranks: ArrayLike<number>,
  { start, end }: { readonly start: number; readonly end: number },
  record: number,
): number {
  const count = end - start;
  const head = record / 4;
  const places = head + HEAD_WORDS;
  const room = roomFor(count);
  words[head] = count;
  for (let i = 0; i < count; i++) words[places + i] = weights + 8 * ranks[start + i]!;
  for (let i = count; i < room; i++) words[places + i] = weights + 8 * (targetCount + 1 + (i % FILLERS));
  return 4 * (places + room);
}

/** Places for the rows of a leaf: a record is a multiple of 32 bytes long. */
function roomFor(rows: number): number {
  return FEWEST_ROWS + Math.ceil(Math.max(0, rows - FEWEST_ROWS) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
}
