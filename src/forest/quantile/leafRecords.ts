/** The rows of leaves as kernel.as has them. */
import type { Plan } from '../kernel/wasm.ts';
import type { LeafRows } from './leafRows.ts';

/** A record: the weight of each row (f64), how many there are, and where the weights of their targets stand (u32). */
const HEAD_BYTES = 12;
/** Rows that stand in every record, and how many are added to it at a time. */
const FEWEST_ROWS = 7;
const ROWS_AT_ONCE = 4;
/** Weights that nobody reads fill up a record: different ones, so that no addition waits for another. */
const FILLERS = 8;
/** Targets whose cumulated weight is kept; their number is filled up to a multiple of it. */
const BLOCK_TARGETS = 8;

function filledUp(targetCount: number): number {
  return Math.ceil(targetCount / BLOCK_TARGETS) * BLOCK_TARGETS;
}

/** Addresses of what the distribution of a pixel is made of. */
export interface SummaryAreas {
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

export function planSummary(plan: Plan, leafRows: LeafRows, shares: Float64Array): SummaryAreas {
  const { starts, targets } = leafRows;
  const targetCount = filledUp(targets.length);
  let recordBytes = 0;
  for (let node = 0; node + 1 < starts.length; node++) {
    const rows = starts[node + 1]! - starts[node]!;
    if (rows > 0) recordBytes += HEAD_BYTES + 4 * roomFor(rows);
  }
  return {
    targetCount,
    weights: plan.take(8 * (targetCount + 1 + FILLERS)),
    targets: plan.take(8 * targetCount),
    cumulated: plan.take(8 * (targetCount / BLOCK_TARGETS + 1)),
    shares: plan.take(shares.byteLength),
    noRows: plan.take(HEAD_BYTES + 4 * roomFor(0)),
    records: plan.take(recordBytes),
  };
}

/** Writes all but the weights and the records of leaves. */
export function writeSummary(
  buffer: ArrayBuffer,
  areas: SummaryAreas,
  { targets }: LeafRows,
  shares: Float64Array,
): void {
  new Float64Array(buffer, areas.targets, areas.targetCount).fill(targets.at(-1)!).set(targets);
  new Float64Array(buffer, areas.shares).set(shares);
  writeRows(buffer, areas, new Uint32Array(0), 0, areas.noRows);
}

/** Writes the record of a leaf. @returns the address behind it */
export function writeRecord(
  buffer: ArrayBuffer,
  areas: SummaryAreas,
  { starts, ranks, weights }: LeafRows,
  node: number,
  record: number,
): number {
  return writeRows(buffer, areas, ranks.subarray(starts[node], starts[node + 1]), weights[node]!, record);
}

function writeRows(
  buffer: ArrayBuffer,
  { weights, targetCount }: SummaryAreas,
  ranks: Uint32Array,
  weight: number,
  record: number,
): number {
  new Float64Array(buffer, record, 1)[0] = weight;
  new Uint32Array(buffer, record + HEAD_BYTES - 4, 1)[0] = ranks.length;
  const places = new Uint32Array(buffer, record + HEAD_BYTES, roomFor(ranks.length));
  for (let i = 0; i < places.length; i++) places[i] = weights + 8 * (ranks[i] ?? targetCount + 1 + (i % FILLERS));
  return record + HEAD_BYTES + places.byteLength;
}

/** Places for the rows of a leaf: a record is a multiple of eight bytes long. */
function roomFor(rows: number): number {
  return FEWEST_ROWS + Math.ceil(Math.max(0, rows - FEWEST_ROWS) / ROWS_AT_ONCE) * ROWS_AT_ONCE;
}
