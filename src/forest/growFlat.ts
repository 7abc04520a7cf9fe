import type { Forest } from './forest.ts';
import { LEAF, linkRightChildren, packForest } from './forest.ts';
import type { GrowingTree } from './growTree.ts';

/** Trees in the node order of a forest, in arrays that double when they are full. */
export interface FlatTrees {
  readonly treeStarts: number[];
  feature: Int16Array;
  threshold: Float32Array;
  value: Float64Array;
  length: number;
}

const FIRST_NODES = 1_024;

export function createFlatTrees(): FlatTrees {
  return {
    treeStarts: [0],
    feature: new Int16Array(FIRST_NODES),
    threshold: new Float32Array(FIRST_NODES),
    value: new Float64Array(FIRST_NODES),
    length: 0,
  };
}

/** Appends a grown tree, depth first, left branch first. Uses up the tree's list of open nodes. */
export function appendTree(flat: FlatTrees, tree: GrowingTree): void {
  const { left, open } = tree;
  reserve(flat, flat.length + tree.nodeCount);
  const { feature, threshold, value } = flat;
  let waiting = 0;
  open[waiting++] = 0;
  while (waiting > 0) {
    const node = open[--waiting]!;
    const at = flat.length++;
    const child = left[node]!;
    feature[at] = child === 0 ? LEAF : tree.feature[node]!;
    threshold[at] = child === 0 ? 0 : tree.threshold[node]!;
    value[at] = child === 0 ? tree.value[node]! : 0;
    if (child === 0) continue;
    open[waiting++] = child + 1;
    open[waiting++] = child;
  }
  flat.treeStarts.push(flat.length);
}

export function packFlatTrees(flat: FlatTrees, covariateCount: number): Forest {
  const treeStarts = Uint32Array.from(flat.treeStarts);
  const feature = flat.feature.subarray(0, flat.length);
  return packForest(covariateCount, {
    treeStarts,
    feature,
    threshold: flat.threshold.subarray(0, flat.length),
    value: flat.value.subarray(0, flat.length),
    right: linkRightChildren(feature, treeStarts)!,
  });
}

function reserve(flat: FlatTrees, nodes: number): void {
  if (nodes <= flat.feature.length) return;
  const capacity = Math.max(nodes, 2 * flat.feature.length);
  const { feature, threshold, value } = flat;
  flat.feature = new Int16Array(capacity);
  flat.threshold = new Float32Array(capacity);
  flat.value = new Float64Array(capacity);
  flat.feature.set(feature);
  flat.threshold.set(threshold);
  flat.value.set(value);
}
