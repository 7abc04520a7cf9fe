import type { Forest } from './forest.ts';

export interface OutOfBag {
  /** Per training row: mean of the trees that did not see it; NaN where every tree saw it. */
  readonly predictions: Float64Array;
  /** Per training row: how many trees did not see it. */
  readonly treeCounts: Uint32Array;
  /** Rows that every tree saw, as happens with few trees: they have no prediction and count in no score. */
  readonly neverOutOfBag: number;
}

/**
 * @param columns all rows of the table, one array per covariate
 * @param rows    the rows that were trained on
 * @param inBag   trees × rows, tree by tree
 */
export function predictOutOfBag(
  forest: Forest,
  columns: readonly Float32Array[],
  rows: Uint32Array,
  inBag: Uint16Array,
): OutOfBag {
  const predictions = new Float64Array(rows.length);
  const treeCounts = new Uint32Array(rows.length);
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    for (let i = 0; i < rows.length; i++) {
      if (inBag[tree * rows.length + i] !== 0) continue;
      predictions[i]! += treeValue(forest, tree, columns, rows[i]!);
      treeCounts[i]! += 1;
    }
  }
  // 0 / 0 gives the NaN of rows that no tree left out.
  for (let i = 0; i < rows.length; i++) predictions[i]! /= treeCounts[i]!;
  return { predictions, treeCounts, neverOutOfBag: treeCounts.filter((count) => count === 0).length };
}

/** The leaf value that one tree gives to one row of the table. */
export function treeValue(forest: Forest, tree: number, columns: readonly Float32Array[], row: number): number {
  return forest.value[leafNode(forest, tree, columns, row)]!;
}

/** The leaf, as its node's number, that one row of the table ends in. */
export function leafNode(forest: Forest, tree: number, columns: readonly Float32Array[], row: number): number {
  const { feature, threshold, right } = forest;
  let node = forest.treeStarts[tree]!;
  while (feature[node]! >= 0) {
    node = columns[feature[node]!]![row]! <= threshold[node]! ? node + 1 : right[node]!;
  }
  return node;
}
