import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import { gatherRows, planTrees, writeNodes } from '../kernel/walkKernel.ts';
import { BLOCK, instantiate, Plan, planBlock, selectBlock } from '../kernel/wasm.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import { planSummary, writeRecord, writeSummary } from './leafRecords.ts';
import type { SummaryAreas } from './leafRecords.ts';
import type { LeafRows } from './leafRows.ts';

/** Pixels whose leaves are held at once, 4 bytes per tree: with 500 trees half a megabyte, for the second-level cache. */
const PIXELS_AT_ONCE = 256;

/**
 * The same numbers as `createWalkDistribution`, bit for bit: leaves by walks through the trees, weights and quantiles in
 * WASM.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createTreeDistribution(
  forest: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  limitBytes: number,
  tooLarge: TooLarge,
): PredictColumns | null {
  const { covariateCount, treeStarts } = forest;
  const treeCount = treeCountOf(forest);
  const plan = new Plan();
  const areas = planBlock(plan, covariateCount);
  const trees = planTrees(forest, plan);
  if (trees === null) return null;
  const at = {
    leaves: plan.take(4 * treeCount * PIXELS_AT_ONCE),
    current: plan.take(4 * treeCount),
    ...planSummary(plan, leafRows, shares),
    out: plan.take(4 * BLOCK * (shares.length + 1)),
  };
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-walk-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeNodes(forest, buffer, trees.nodes);
  writeRecords(forest, leafRows, buffer, { ...at, values: trees.values });
  new Uint32Array(buffer, at.current, treeCount).fill(at.noRows);
  writeSummary(buffer, at, leafRows, shares);
  const rowBytes = 4 * covariateCount;
  const findLeaves = (first: number, count: number): void => {
    for (let tree = 0; tree < treeCount; tree++) {
      const start = 8 * treeStarts[tree]!;
      const rows = trees.rows + rowBytes * first;
      functions.sumTree(trees.nodes + start, trees.values + start, rows, rowBytes, count, areas.sums);
      functions.keepLeaves(areas.sums, count, at.leaves + 4 * tree, 4 * treeCount);
    }
  };
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      const out = outputs.map((_, i) => new Float32Array(buffer, at.out + 4 * BLOCK * i, size).fill(Number.NaN));
      const complete = selectBlock({ functions, buffer, areas }, columns, start, size);
      gatherRows(functions, forest, areas, trees.rows, complete);
      for (let first = 0; first < complete; first += PIXELS_AT_ONCE) {
        const some = Math.min(PIXELS_AT_ONCE, complete - first);
        // Walks work on up to seven pixels past the last.
        new Float64Array(buffer, areas.sums, PIXELS_AT_ONCE).fill(0);
        findLeaves(first, some);
        functions.distributeTrees(
          at.leaves,
          4 * treeCount,
          some,
          areas.pixels + 4 * first,
          at.current,
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

/** The address of a leaf's record is the leaf's value: a walk adds it to zero. */
function writeRecords(
  { feature }: Forest,
  leafRows: LeafRows,
  buffer: ArrayBuffer,
  at: SummaryAreas & { readonly values: number },
): void {
  const values = new Float64Array(buffer, at.values, feature.length);
  let record = at.records;
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) continue;
    values[node] = record;
    record = writeRecord(buffer, at, leafRows, node, record);
  }
}
