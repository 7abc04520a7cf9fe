import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import { gatherRows, planTrees, writeNodes } from '../kernel/walkKernel.ts';
import { MemoryPlan } from '../../core/wasm.ts';
import { BLOCK, instantiate, planBlock, selectBlock } from '../kernel/wasm.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { PredictColumns } from '../predict.ts';
import type { LeafRows } from './leafRows.ts';
import { blocksOf, planSummary, writeSummary } from './summaryAreas.ts';

/**
 * Pixels whose leaves are held at once, 4 bytes per tree. Five bands of 500 trees take 0.83 (1,000 rows) and 0.89 (10,000)
 * of their time with 256: trees beyond the second-level cache are fetched less often.
 */
const PIXELS_AT_ONCE = 1024;
/** Targets whose weights are cleared in the time that one leaf's rows take to be taken away. */
const CLEARED_PER_LEAF = 320;

/**
 * The same numbers as `createWalkDistribution`, bit for bit: leaves by walks through the trees, weights and quantiles in
 * WASM. The walks add up the mean as well: an output behind the standard deviation gets it, as from `predictNaive`.
 * @returns null where the forest is no shape for it or needs more memory than the limit
 */
export function createTreeDistribution(
  forest: Forest,
  leafRows: LeafRows,
  shares: Float64Array,
  limitBytes: number,
  tooLarge: TooLarge,
): PredictColumns | null {
  const { covariateCount, feature, treeStarts } = forest;
  const treeCount = treeCountOf(forest);
  const plan = new MemoryPlan();
  const areas = planBlock(plan, covariateCount);
  const trees = planTrees(forest, plan);
  if (trees === null) return null;
  const leavesBytes = 4 * treeCount;
  const at = {
    leaves: plan.take(leavesBytes * PIXELS_AT_ONCE),
    last: plan.take(leavesBytes),
    /** A leaf of no rows, all 0. */
    noRows: plan.take(16),
    leafOfNode: plan.take(4 * feature.length),
    summary: planSummary(plan, leafRows, shares, 1),
  };
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-walk-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeNodes(forest, buffer, trees.nodes);
  new Float64Array(buffer, trees.values).set(forest.value);
  new Uint32Array(buffer, at.leafOfNode).set(writeSummary(buffer, at.summary, forest, leafRows, shares));
  new Uint32Array(buffer, at.last, treeCount).fill(at.noRows);
  const { out, outBytes, targetCount } = at.summary.fields;
  const mostChanged = Math.floor((treeCount + targetCount / CLEARED_PER_LEAF) / 2);
  const meanAt = out + outBytes * (shares.length + 1);
  const rowBytes = 4 * covariateCount;
  const findLeaves = (first: number, count: number): void => {
    const rows = trees.rows + rowBytes * first;
    const sums = areas.sums + 8 * first;
    for (let tree = 0; tree < treeCount; tree++) {
      const start = treeStarts[tree]!;
      const [root, values] = [trees.nodes + 8 * start, trees.values + 8 * start];
      const [leafOfNode, leaves] = [at.leafOfNode + 4 * start, at.leaves + 4 * tree];
      functions.sumTreeLeaves(root, values, rows, rowBytes, count, sums, leafOfNode, leaves, leavesBytes);
    }
  };
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      const blocks = blocksOf(buffer, at.summary, outputs.length, size);
      const complete = selectBlock({ functions, buffer, areas }, columns, start, size);
      gatherRows(functions, forest, areas, trees.rows, complete);
      new Float64Array(buffer, areas.sums, BLOCK).fill(0);
      for (let first = 0; first < complete; first += PIXELS_AT_ONCE) {
        const some = Math.min(PIXELS_AT_ONCE, complete - first);
        findLeaves(first, some);
        const pixels = areas.pixels + 4 * first;
        functions.distributeTrees(
          at.summary.distribution,
          leafRows.weightBytes,
          at.leaves,
          leavesBytes,
          some,
          pixels,
          at.last,
          mostChanged,
        );
      }
      functions.writeMeans(areas.sums, areas.pixels, complete, treeCount, meanAt);
      for (const [i, values] of blocks.entries()) outputs[i]!.set(values, start);
    }
  };
}
