import type { Forest } from '../forest.ts';
import { packForest } from '../forest.ts';
import type { GrownTree } from './treeGrower.ts';

/** Trees one after another in the node order of a forest, in arrays that double when they are full. */
export interface FlatTrees {
  readonly treeStarts: number[];
  feature: Int16Array;
  threshold: Float32Array;
  right: Uint32Array;
  value: Float64Array;
  length: number;
}

const FIRST_NODES = 1_024;

export function createFlatTrees(): FlatTrees {
  return {
    treeStarts: [0],
    feature: new Int16Array(FIRST_NODES),
    threshold: new Float32Array(FIRST_NODES),
    right: new Uint32Array(FIRST_NODES),
    value: new Float64Array(FIRST_NODES),
    length: 0,
  };
}

export function appendTree(flat: FlatTrees, tree: GrownTree): void {
  reserve(flat, flat.length + tree.feature.length);
  flat.feature.set(tree.feature, flat.length);
  flat.threshold.set(tree.threshold, flat.length);
  flat.right.set(tree.right, flat.length);
  flat.value.set(tree.value, flat.length);
  flat.length += tree.feature.length;
  flat.treeStarts.push(flat.length);
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

function reserve(flat: FlatTrees, nodes: number): void {
  if (nodes <= flat.feature.length) return;
  const capacity = Math.max(nodes, 2 * flat.feature.length);
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
