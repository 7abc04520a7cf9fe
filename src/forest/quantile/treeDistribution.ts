import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import { gatherRows, planTrees, writeNodes } from '../kernel/walkKernel.ts';
import type { TreeAreas } from '../kernel/walkKernel.ts';
import { MemoryPlan } from '../../core/wasm.ts';
import { BLOCK, instantiate, planBlock, selectBlock } from '../kernel/wasm.ts';
import type { BlockAreas, KernelFunctions } from '../kernel/wasm.ts';
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
  const treeCount = treeCountOf(forest);
  const plan = new MemoryPlan();
  const block = planBlock(plan, forest.covariateCount);
  const trees = planTrees(forest, plan);
  if (trees === null) return null;
  const leaves = planLeaves(plan, forest);
  const summary = planSummary(plan, leafRows, shares, 1);
  if (plan.bytes > limitBytes) {
    tooLarge('wasm-walk-distribution', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeNodes(forest, buffer, trees.nodes);
  new Float64Array(buffer, trees.values).set(forest.value);
  new Uint32Array(buffer, leaves.ofNode).set(writeSummary(buffer, summary, forest, leafRows, shares));
  new Uint32Array(buffer, leaves.last, treeCount).fill(leaves.noRows);
  const walk = createWalk(functions, forest, { block, trees, leaves });
  const { out, outBytes, targetCount } = summary.fields;
  const meanAt = out + outBytes * (shares.length + 1);
  const mostChanged = Math.floor((treeCount + targetCount / CLEARED_PER_LEAF) / 2);
  const distribute = (first: number, count: number): void => {
    const pixels = block.pixels + 4 * first;
    const { distribution } = summary;
    const { found, foundBytes, last } = leaves;
    functions.distributeTrees(distribution, leafRows.weightBytes, found, foundBytes, count, pixels, last, mostChanged);
  };
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const size = Math.min(BLOCK, count - start);
      const blocks = blocksOf(buffer, summary, outputs.length, size);
      const complete = selectBlock({ functions, buffer, areas: block }, columns, start, size);
      gatherRows(functions, forest, block, trees.rows, complete);
      new Float64Array(buffer, block.sums, BLOCK).fill(0);
      for (let first = 0; first < complete; first += PIXELS_AT_ONCE) {
        const some = Math.min(PIXELS_AT_ONCE, complete - first);
        walk(first, some);
        distribute(first, some);
      }
      functions.writeMeans(block.sums, block.pixels, complete, treeCount, meanAt);
      for (const [i, values] of blocks.entries()) outputs[i]!.set(values, start);
    }
  };
}

/** Addresses of what holds leaves; a leaf is the address of its rows. */
interface LeafAreas {
  /** Where the walks of some pixels end: those of a pixel side by side, in so many bytes. */
  readonly found: number;
  readonly foundBytes: number;
  /** Of the pixel whose weights stand. */
  readonly last: number;
  /** A leaf of no rows, all 0. */
  readonly noRows: number;
  /** Per node its leaf. */
  readonly ofNode: number;
}

function planLeaves(plan: MemoryPlan, forest: Forest): LeafAreas {
  const foundBytes = 4 * treeCountOf(forest);
  return {
    found: plan.take(foundBytes * PIXELS_AT_ONCE),
    foundBytes,
    last: plan.take(foundBytes),
    noRows: plan.take(16),
    ofNode: plan.take(4 * forest.feature.length),
  };
}

interface WalkAreas {
  readonly block: BlockAreas;
  readonly trees: TreeAreas;
  readonly leaves: LeafAreas;
}

/** @returns walks of so many gathered pixels from the first: finds their leaves and adds the leaves' values to their sums */
function createWalk(
  functions: KernelFunctions,
  { covariateCount, treeStarts }: Forest,
  { block, trees, leaves }: WalkAreas,
): (first: number, count: number) => void {
  const rowBytes = 4 * covariateCount;
  return (first, count) => {
    const rows = trees.rows + rowBytes * first;
    const sums = block.sums + 8 * first;
    for (const [tree, start] of treeStarts.subarray(0, -1).entries()) {
      const [root, values] = [trees.nodes + 8 * start, trees.values + 8 * start];
      const [ofNode, found] = [leaves.ofNode + 4 * start, leaves.found + 4 * tree];
      functions.sumTreeLeaves(root, values, rows, rowBytes, count, sums, ofNode, found, leaves.foundBytes);
    }
  };
}
