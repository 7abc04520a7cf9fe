import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { Kernel } from './wasm.ts';
import { BLOCK, instantiate, Plan, planBlock, predictBlocks } from './wasm.ts';

/** A node's word holds the covariate in 10 bits, and in 22 how many nodes ahead its right child is. */
const COVARIATE_BITS = 10;
const MAX_AHEAD = 2 ** (32 - COVARIATE_BITS);
const NODE_BYTES = 8;

/**
 * Walks eight pixels side by side through each tree.
 * @returns null where a tree or the covariates are too many for a node's word, or the memory for the limit
 */
export function createWalkKernel(forest: Forest, limitBytes: number, tooLarge?: TooLarge): Kernel | null {
  const { covariateCount, treeStarts, feature, value } = forest;
  const largest = treeStarts.reduce((most, start, i) => Math.max(most, (treeStarts[i + 1] ?? 0) - start), 0);
  if (covariateCount > 2 ** COVARIATE_BITS || largest > MAX_AHEAD) return null;
  const plan = new Plan();
  const areas = planBlock(plan, covariateCount);
  const rows = plan.take(4 * covariateCount * BLOCK);
  const nodes = plan.take(NODE_BYTES * feature.length);
  const values = plan.take(8 * feature.length);
  if (plan.bytes > limitBytes) {
    tooLarge?.('wasm-walk', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  writeNodes(forest, buffer, nodes);
  new Float64Array(buffer, values).set(value);
  const rowBytes = 4 * covariateCount;
  const addTrees = (count: number): void => {
    for (let i = 0; i < covariateCount; i++) {
      functions.gatherColumn(areas.columns + 4 * BLOCK * i, areas.pixels, count, rows + 4 * i, rowBytes);
    }
    for (let tree = 0; tree < treeCountOf(forest); tree++) {
      const start = 8 * treeStarts[tree]!;
      functions.sumTree(nodes + start, values + start, rows, rowBytes, count, areas.sums);
    }
  };
  const run = { functions, buffer, areas, treeCount: treeCountOf(forest), addTrees };
  return {
    name: 'wasm-walk',
    bytes: plan.bytes,
    predict: (columns, count, out) => predictBlocks(run, columns, count, out),
  };
}

function writeNodes(forest: Forest, buffer: ArrayBuffer, at: number): void {
  const { feature, threshold, right } = forest;
  const thresholds = new Float32Array(buffer, at, 2 * feature.length);
  const words = new Uint32Array(buffer, at, 2 * feature.length);
  for (let node = 0; node < feature.length; node++) {
    const isLeaf = feature[node] === LEAF;
    // No x is ≤ NaN: a walk goes right, no node ahead.
    thresholds[2 * node] = isLeaf ? Number.NaN : threshold[node]!;
    words[2 * node + 1] = isLeaf ? 0 : ((right[node]! - node) << COVARIATE_BITS) | feature[node]!;
  }
}
