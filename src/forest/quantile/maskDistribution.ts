import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import type { MaskTables } from '../kernel/maskKernel.ts';
import { codePixels, planMaskTables, writeMaskTables } from '../kernel/maskKernel.ts';
import { ROW_BYTES } from '../kernel/maskTable.ts';
import { BLOCK, instantiate, Plan, selectBlock } from '../kernel/wasm.ts';
import type { PredictColumns } from '../predict.ts';
import type { LeafRows } from './leafRows.ts';

/** Pixels whose leaves are held at once: with 500 trees half a megabyte, for the second-level cache. */
const PIXELS_AT_ONCE = 1024;
/** Of a leaf: where its rows' ranks begin and end (u32 each), and the weight of each row (f64). */
const RECORD_BYTES = 16;

/**
 * The same numbers as `createWalkDistribution`, bit for bit: leaves by mask tables, weights and quantiles in WASM.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createMaskDistribution(
  forest: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  limitBytes: number,
): PredictColumns | null {
  const { targets, ranks } = leafRows;
  const plan = new Plan();
  const tables = planMaskTables(forest, plan, limitBytes);
  if (tables === null || targets.length > 2 ** 16) return null;
  const { laneBits, tiles, codes, areas, pixelCodes, scratch } = tables;
  const slotsPerTile = (8 * ROW_BYTES) / laneBits;
  const leavesBytes = slotsPerTile * tiles.length;
  const at = {
    leaves: plan.take(leavesBytes * PIXELS_AT_ONCE),
    current: plan.take(leavesBytes),
    records: plan.take(RECORD_BYTES * laneBits * leavesBytes),
    ranks: plan.take(2 * ranks.length),
    // One more: their sum.
    weights: plan.take(8 * (targets.length + 1)),
    targets: plan.take(targets.byteLength),
    shares: plan.take(shares.byteLength),
    out: plan.take(4 * BLOCK * (shares.length + 1)),
  };
  if (plan.bytes > limitBytes) return null;
  const { functions, buffer } = instantiate(plan.bytes);
  writeMaskTables(tables, buffer);
  writeRecords(forest, leafRows, tables, new DataView(buffer, at.records), at.ranks);
  new Uint16Array(buffer, at.ranks).set(ranks);
  new Float64Array(buffer, at.targets).set(targets);
  new Float64Array(buffer, at.shares).set(shares);
  startWeights(
    leafRows,
    new DataView(buffer, at.records),
    laneBits,
    leavesBytes,
    at.ranks,
    new Float64Array(buffer, at.weights),
  );
  const findLeaves = laneBits === 64 ? functions.leavesTile64 : functions.leavesTile32;
  const codeBytes = 2 * codes.length;
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      const out = outputs.map((_, i) => new Float32Array(buffer, at.out + 4 * BLOCK * i, size).fill(Number.NaN));
      const complete = selectBlock({ functions, buffer, areas }, columns, start, size);
      codePixels(functions, tables, complete);
      for (let first = 0; first < complete; first += PIXELS_AT_ONCE) {
        const some = Math.min(PIXELS_AT_ONCE, complete - first);
        const codesAt = pixelCodes + codeBytes * first;
        for (const [i, { masks, rowOfCode }] of tiles.entries()) {
          findLeaves(codesAt, codes.length, some, rowOfCode, masks, at.leaves + slotsPerTile * i, leavesBytes, scratch);
        }
        functions.distribute(
          at.leaves,
          leavesBytes,
          some,
          areas.pixels + 4 * first,
          at.current,
          at.records,
          Math.log2(laneBits),
          at.weights,
          at.targets,
          targets.length,
          at.shares,
          shares.length,
          at.out,
          4 * BLOCK,
        );
      }
      for (const [i, values] of out.entries()) outputs[i]!.set(values, start);
    }
  };
}

/** A record per lane and bit; bits of no leaf, and lanes of no slot, have no rows. */
function writeRecords(
  { treeStarts, feature }: Forest,
  { starts, weights }: LeafRows,
  { slots, laneBits }: MaskTables,
  records: DataView,
  ranksAt: number,
): void {
  for (const [slot, { tree, firstLeaf, leafCount }] of slots.entries()) {
    let leaf = -firstLeaf;
    for (let node = treeStarts[tree]!; leaf < leafCount; node++) {
      if (feature[node] !== LEAF) continue;
      if (leaf >= 0) {
        const record = RECORD_BYTES * (slot * laneBits + leaf);
        records.setUint32(record, ranksAt + 2 * starts[node]!, true);
        records.setUint32(record + 4, ranksAt + 2 * starts[node + 1]!, true);
        records.setFloat64(record + 8, weights[node]!, true);
      }
      leaf += 1;
    }
  }
}

/** The weights of a pixel that ends in bit 0 of every lane, as memory of zeros says of the current one. */
function startWeights(
  { ranks, targets }: LeafRows,
  records: DataView,
  laneBits: number,
  lanes: number,
  ranksAt: number,
  weights: Float64Array,
): void {
  for (let lane = 0; lane < lanes; lane++) {
    const record = RECORD_BYTES * lane * laneBits;
    const [start, end] = [record, record + 4].map((place) => (records.getUint32(place, true) - ranksAt) / 2);
    const weight = records.getFloat64(record + 8, true);
    for (let i = start!; i < end!; i++) {
      weights[ranks[i]!]! += weight;
      weights[targets.length]! += weight;
    }
  }
}
