import type { Forest } from '../forest.ts';
import { LEAF } from '../forest.ts';
import type { MaskTables } from '../kernel/maskKernel.ts';
import { codePixels, planMaskTables, writeMaskTables } from '../kernel/maskKernel.ts';
import { ROW_BYTES } from '../kernel/maskTable.ts';
import { BLOCK, instantiate, Plan, selectBlock } from '../kernel/wasm.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import { MOST_TARGETS, ranksBytes, RECORD_BYTES, weightsBytes, writeLeaf } from './leafRecords.ts';
import type { LeafRows } from './leafRows.ts';

/** Pixels whose leaves are held at once: with 500 trees an eighth of a megabyte, for the second-level cache. */
const PIXELS_AT_ONCE = 256;
/** Leaves of two pixels are compared so many at a time. */
const LEAVES_AT_ONCE = 64;

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
  const { targets } = leafRows;
  const plan = new Plan();
  const tables = planMaskTables(forest, plan, limitBytes, tooLarge);
  if (tables === null || targets.length > MOST_TARGETS) return null;
  const { laneBits, tiles, codes, areas, pixelCodes, scratch } = tables;
  const slotsPerTile = (8 * ROW_BYTES) / laneBits;
  const leavesBytes = Math.ceil((slotsPerTile * tiles.length) / LEAVES_AT_ONCE) * LEAVES_AT_ONCE;
  const at = {
    leaves: plan.take(leavesBytes * PIXELS_AT_ONCE),
    current: plan.take(leavesBytes),
    records: plan.take(RECORD_BYTES * laneBits * leavesBytes),
    ranks: plan.take(ranksBytes(leafRows)),
    weights: plan.take(weightsBytes(leafRows)),
    targets: plan.take(targets.byteLength),
    shares: plan.take(shares.byteLength),
    out: plan.take(4 * BLOCK * (shares.length + 1)),
  };
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeMaskTables(tables, buffer);
  writeRows(forest, leafRows, tables, buffer, at);
  new Float64Array(buffer, at.targets).set(targets);
  new Float64Array(buffer, at.shares).set(shares);
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

/**
 * A record per lane and bit; bits of no leaf, and lanes of no slot, have no rows. The weights become those of a pixel
 * that ends in bit 0 of every lane, as memory of zeros says of the current one.
 */
function writeRows(
  { treeStarts, feature }: Forest,
  leafRows: LeafRows,
  { slots, laneBits }: MaskTables,
  buffer: ArrayBuffer,
  at: { readonly records: number; readonly ranks: number; readonly weights: number },
): void {
  const { starts, ranks, targets } = leafRows;
  const weights = new Float64Array(buffer, at.weights, targets.length + 1);
  let ranksAt = at.ranks;
  for (const [slot, { tree, firstLeaf, leafCount }] of slots.entries()) {
    let leaf = -firstLeaf;
    for (let node = treeStarts[tree]!; leaf < leafCount; node++) {
      if (feature[node] !== LEAF) continue;
      if (leaf >= 0) {
        const record = at.records + RECORD_BYTES * (slot * laneBits + leaf);
        ranksAt = writeLeaf(leafRows, node, buffer, record, ranksAt);
        if (leaf === 0) {
          const own = ranks.subarray(starts[node], starts[node + 1]);
          const weight = leafRows.weights[node]!;
          for (const rank of own) weights[rank]! += weight;
          weights[targets.length]! += weight * own.length;
        }
      }
      leaf += 1;
    }
  }
}
