/** What distribution.as works on, but for the trees: the rows of leaves, and the first part of its class Distribution. */
import type { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import { BLOCK } from '../kernel/wasm.ts';
import type { LeafRows } from './leafRows.ts';
import { differencesOf } from './summarise.ts';

// As in distribution.as.
/** Of a leaf, before its rows. */
const HEAD_BYTES = 16;
/** Rows that are added at a time. Weights that nobody reads fill up the last ones: each its own, so that none waits. */
const ROWS_AT_ONCE = 4;
/** Targets whose cumulated weight is kept; their number is filled up to a multiple of it. */
const BLOCK_TARGETS = 8;

/** Addresses of what the distribution of a pixel is made of. */
export interface SummaryAreas {
  /** Of an object of class Distribution. */
  readonly distribution: number;
  /** The first fields of that object, in its order. */
  readonly fields: Readonly<Record<'targets' | 'differences' | 'targetCount' | 'shares' | 'out' | 'outBytes', number>>;
  readonly leaves: number;
}

/** @param steps pixels whose steps are held at once */
export function planSummary(plan: MemoryPlan, leafRows: LeafRows, shares: Float64Array, steps: number): SummaryAreas {
  const { starts, targets, weightBytes } = leafRows;
  const targetCount = Math.ceil(targets.length / BLOCK_TARGETS) * BLOCK_TARGETS;
  const stepsBytes = weightBytes * (targetCount + ROWS_AT_ONCE);
  let leavesBytes = 0;
  for (let node = 0; node + 1 < starts.length; node++) leavesBytes += leafBytes(starts[node + 1]! - starts[node]!);
  const fields = {
    targets: plan.take(8 * targetCount),
    differences: plan.take(8 * targetCount),
    targetCount,
    shares: plan.take(shares.byteLength),
    shareCount: shares.length,
    out: plan.take(4 * BLOCK * (shares.length + 2)),
    outBytes: 4 * BLOCK,
    steps: plan.take(steps * stepsBytes),
    stepsBytes,
    weights: plan.take(weightBytes * targetCount),
    cumulated: plan.take(8 * (targetCount / BLOCK_TARGETS + 1)),
  };
  return { distribution: plan.take(128), fields, leaves: plan.take(leavesBytes) };
}

/**
 * Writes all of it.
 * @param setFields the last fields of the object of class Distribution, where trees are walked by sets
 * @returns per node its leaf; 0 where it is none
 */
export function writeSummary(
  buffer: ArrayBuffer,
  { distribution, fields, leaves }: SummaryAreas,
  { feature }: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  setFields: readonly number[] = [],
): Uint32Array {
  const { targets, starts } = leafRows;
  const numbers = [...Object.values(fields), ...setFields];
  new Uint32Array(buffer, distribution, numbers.length).set(numbers);
  new Float64Array(buffer, fields.targets, fields.targetCount).fill(targets.at(-1)!).set(targets);
  new Float64Array(buffer, fields.differences, targets.length).set(differencesOf(targets));
  new Float64Array(buffer, fields.shares).set(shares);
  const leafOfNode = new Uint32Array(feature.length);
  let leaf = leaves;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) continue;
    leafOfNode[node] = leaf;
    writeLeaf(buffer, leaf, leafRows, node, fields.targetCount);
    leaf += leafBytes(starts[node + 1]! - starts[node]!);
  }
  return leafOfNode;
}

function writeLeaf(
  buffer: ArrayBuffer,
  leaf: number,
  { starts, ranks, rowWeights, weightBytes }: LeafRows,
  node: number,
  targetCount: number,
): void {
  const [start, end] = [starts[node]!, starts[node + 1]!];
  const count = end - start;
  new Uint32Array(buffer, leaf, 1)[0] = count;
  const Weights = weightBytes === 4 ? Int32Array : Float64Array;
  new Weights(buffer, leaf + 8, 1)[0] = rowWeights[count]!;
  const rows = new Uint32Array(buffer, leaf + HEAD_BYTES, (leafBytes(count) - HEAD_BYTES) / 4);
  for (let i = 0; i < rows.length; i++) {
    rows[i] = weightBytes * (i < count ? ranks[start + i]! : targetCount + (i % ROWS_AT_ONCE));
  }
}

/** Of a leaf with so many rows; none for an inner node, which has none. */
function leafBytes(rows: number): number {
  return rows === 0 ? 0 : HEAD_BYTES + 4 * Math.ceil(rows / ROWS_AT_ONCE) * ROWS_AT_ONCE;
}

/** @returns so many outputs of a block of so many pixels, all NaN */
export function blocksOf(
  buffer: ArrayBuffer,
  { fields }: SummaryAreas,
  outputs: number,
  pixels: number,
): Float32Array[] {
  return Array.from({ length: outputs }, (_, i) => {
    return new Float32Array(buffer, fields.out + fields.outBytes * i, pixels).fill(Number.NaN);
  });
}
