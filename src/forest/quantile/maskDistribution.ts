import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import type { MaskTables } from '../kernel/maskKernel.ts';
import { codePixels, planMaskTables, writeMaskTables } from '../kernel/maskKernel.ts';
import { ROW_BYTES } from '../kernel/maskTable.ts';
import { MemoryPlan } from '../../core/wasm.ts';
import { BLOCK, instantiate, selectBlock } from '../kernel/wasm.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import { planSummary, writeRecord, writeSummary } from './leafRecords.ts';
import type { SummaryAreas } from './leafRecords.ts';
import type { LeafRows } from './leafRows.ts';

/** Pixels whose leaves are held at once: with 500 trees an eighth or a quarter of a megabyte, for the second-level cache. */
const PIXELS_AT_ONCE = 64;
/** Slots whose leaves of two pixels are compared at once. */
const SLOTS_AT_ONCE = 64;

/**
 * The same numbers as `createWalkDistribution`, bit for bit: leaves by mask tables, weights and quantiles in WASM.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createMaskDistribution(
  forest: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  limitBytes: number,
  tooLarge: TooLarge,
): PredictColumns | null {
  const plan = new MemoryPlan();
  const tables = planMaskTables(forest, plan, limitBytes, tooLarge);
  if (tables === null) return null;
  const { laneBits, tiles, codes, areas, pixelCodes } = tables;
  const slotsPerTile = (8 * ROW_BYTES) / laneBits;
  const slotCount = Math.ceil((slotsPerTile * tiles.length) / SLOTS_AT_ONCE) * SLOTS_AT_ONCE;
  const leavesBytes = (laneBits / 8) * slotCount;
  const at = {
    leaves: plan.take(leavesBytes * PIXELS_AT_ONCE),
    last: plan.take(leavesBytes),
    recordOfLeaf: plan.take(4 * laneBits * slotCount),
    ...planSummary(plan, leafRows, shares),
    out: plan.take(4 * BLOCK * (shares.length + 1)),
  };
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeMaskTables(tables, buffer);
  writeRows(forest, leafRows, tables, buffer, { ...at, slotCount });
  writeSummary(buffer, at, leafRows, shares);
  const distribute = laneBits === 64 ? functions.distribute64 : functions.distribute32;
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
          const leaves = at.leaves + ROW_BYTES * i;
          functions.leavesTile(codesAt, codes.length, some, rowOfCode, masks, leaves, leavesBytes);
        }
        distribute(
          at.leaves,
          leavesBytes,
          some,
          areas.pixels + 4 * first,
          at.last,
          at.recordOfLeaf,
          at.rowWeights,
          at.weights,
          at.targets,
          at.targetCount,
          at.shares,
          shares.length,
          at.cumulated,
          at.out,
          4 * BLOCK,
        );
      }
      for (const [i, values] of out.entries()) outputs[i]!.set(values, start);
    }
  };
}

/**
 * The address of a record per lane and bit; bits of no leaf have no rows. The weights become those of a pixel that ends in
 * bit 0 of every slot, and the last pixel is such a one.
 */
function writeRows(
  { treeStarts, feature }: Forest,
  leafRows: LeafRows,
  { slots, tiles, laneBits }: MaskTables,
  buffer: ArrayBuffer,
  at: SummaryAreas & { readonly recordOfLeaf: number; readonly last: number; readonly slotCount: number },
): void {
  const { starts, ranks } = leafRows;
  const weights = new Float64Array(buffer, at.weights, at.targetCount + 1);
  const records = new Uint32Array(buffer, at.recordOfLeaf, at.slotCount * laneBits).fill(at.noRows);
  const last = new Uint32Array(buffer, at.last, (tiles.length * ROW_BYTES) / 4);
  for (let word = 0; word < last.length; word += laneBits / 32) last[word] = 1;
  const words = new Uint32Array(buffer);
  let record = at.records;
  for (const [slot, { tree, firstLeaf, leafCount }] of slots.entries()) {
    let leaf = -firstLeaf;
    for (let node = treeStarts[tree]!; leaf < leafCount; node++) {
      if (feature[node] !== LEAF) continue;
      if (leaf >= 0) {
        records[slot * laneBits + leaf] = record;
        record = writeRecord(words, at, leafRows, node, record);
        if (leaf === 0) {
          const own = ranks.subarray(starts[node], starts[node + 1]);
          const weight = leafRows.rowWeights[own.length]!;
          for (const rank of own) weights[rank]! += weight;
          weights[at.targetCount]! += weight * own.length;
        }
      }
      leaf += 1;
    }
  }
}
