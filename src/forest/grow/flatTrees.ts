import type { Forest } from '../forest.ts';
import { packForest } from '../forest.ts';
import type { GrownTree } from './treeGrower.ts';

/** Trees one after another in the node order of a forest, in arrays that grow when they are full and are used again. */
export interface FlatTrees {
  treeStarts: number[];
  /** Trees that are still to come. */
  awaited: number;
  feature: Int16Array;
  threshold: Float32Array;
  right: Uint32Array;
  value: Float64Array;
  length: number;
}

export function createFlatTrees(): FlatTrees {
  return {
    treeStarts: [0],
    awaited: 0,
    feature: new Int16Array(0),
    threshold: new Float32Array(0),
    right: new Uint32Array(0),
    value: new Float64Array(0),
    length: 0,
  };
}

/** @param treeCount trees that are to come */
export function emptyFlatTrees(flat: FlatTrees, treeCount: number): void {
  flat.treeStarts = [0];
  flat.awaited = treeCount;
  flat.length = 0;
}

export function appendTree(flat: FlatTrees, tree: GrownTree): void {
  const nodes = flat.length + tree.feature.length;
  flat.awaited -= 1;
  // Trees of one table are of like sizes: the arrays are copied once or twice, not at every doubling.
  if (nodes > flat.feature.length) resize(flat, nodes + Math.ceil(1.05 * flat.awaited * tree.feature.length));
  flat.feature.set(tree.feature, flat.length);
  flat.threshold.set(tree.threshold, flat.length);
  flat.right.set(tree.right, flat.length);
  flat.value.set(tree.value, flat.length);
  flat.length = nodes;
  flat.treeStarts.push(nodes);
}

export function packFlatTrees(flat: FlatTrees, covariateCount: number): Forest {
  return packForest(covariateCount, {
    treeStarts: flat.treeStarts,
    feature: flat.feature.subarray(0, flat.length),
    threshold: flat.threshold.subarray(0, flat.length),
    right: flat.right.subarray(0, flat.length),
    value: flat.value.subarray(0, flat.length),
  });
}

function resize(flat: FlatTrees, capacity: number): void {
  const { feature, threshold, right, value } = flat;
  flat.feature = new Int16Array(capacity);
  flat.threshold = new Float32Array(capacity);
  flat.right = new Uint32Array(capacity);
  flat.value = new Float64Array(capacity);
  flat.feature.set(feature);
  flat.threshold.set(threshold);
  flat.right.set(right);
  flat.value.set(value);
}
