import { MemoryPlan } from '../../core/wasm.ts';
import type { Forest } from '../forest.ts';
import { LEAF, treeCountOf } from '../forest.ts';
import type { TooLarge } from '../kernelChoice.ts';
import type { BlockAreas, Kernel, KernelFunctions } from './wasm.ts';
import { BLOCK, instantiate, planBlock, predictBlocks } from './wasm.ts';

/** A node's word holds the covariate in 10 bits, and in 22 how many nodes ahead its right child is. */
const COVARIATE_BITS = 10;
const MAX_AHEAD = 2 ** (32 - COVARIATE_BITS);
const NODE_BYTES = 8;

/** Addresses of the trees, and of the pixels that walk through them. */
export interface TreeAreas {
  /** The selected pixels, their covariates side by side. */
  readonly rows: number;
  readonly nodes: number;
  /** Per node what a walk that ends there adds, Float64. */
  readonly values: number;
}

/** @returns null where a tree or the covariates are too many for a node's word */
export function planTrees({ covariateCount, treeStarts, feature }: Forest, plan: MemoryPlan): TreeAreas | null {
  const largest = treeStarts.reduce((most, start, i) => Math.max(most, (treeStarts[i + 1] ?? 0) - start), 0);
  if (covariateCount > 2 ** COVARIATE_BITS || largest > MAX_AHEAD) return null;
  return {
    rows: plan.take(4 * covariateCount * BLOCK),
    nodes: plan.take(NODE_BYTES * feature.length),
    values: plan.take(8 * feature.length),
  };
}

/** Makes rows of so many selected pixels. */
export function gatherRows(
  functions: KernelFunctions,
  { covariateCount }: Forest,
  areas: BlockAreas,
  rows: number,
  count: number,
): void {
  for (let i = 0; i < covariateCount; i++) {
    functions.gatherColumn(areas.columns + 4 * BLOCK * i, areas.pixels, count, rows + 4 * i, 4 * covariateCount);
  }
}

/**
 * Walks eight pixels side by side through each tree.
 * @returns null where a tree or the covariates are too many for a node's word, or the memory for the limit
 */
export function createWalkKernel(forest: Forest, limitBytes: number, tooLarge?: TooLarge): Kernel | null {
  const { covariateCount, treeStarts, value } = forest;
  const plan = new MemoryPlan();
  const areas = planBlock(plan, covariateCount);
  const trees = planTrees(forest, plan);
  if (trees === null) return null;
  if (plan.bytes > limitBytes) {
    tooLarge?.('wasm-walk', plan.bytes);
    return null;
  }
  const { functions, buffer } = instantiate(plan.bytes);
  const { rows, nodes, values } = trees;
  writeNodes(forest, buffer, nodes);
  new Float64Array(buffer, values).set(value);
  const addTrees = (count: number): void => {
    gatherRows(functions, forest, areas, rows, count);
    for (let tree = 0; tree < treeCountOf(forest); tree++) {
      const start = 8 * treeStarts[tree]!;
      functions.sumTree(nodes + start, values + start, rows, 4 * covariateCount, count, areas.sums);
    }
  };
  const run = { functions, buffer, areas, treeCount: treeCountOf(forest), addTrees };
  return {
    name: 'wasm-walk',
    bytes: plan.bytes,
    predict: (columns, count, out) => predictBlocks(run, columns, count, out),
  };
}

export function writeNodes(forest: Forest, buffer: ArrayBuffer, at: number): void {
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
