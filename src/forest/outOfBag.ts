import type { Forest } from './forest.ts';

export interface OutOfBag {
  /** Per training row: mean of the trees that did not see it; NaN where every tree saw it. */
  readonly predictions: Float64Array;
  /** Per training row: how many trees did not see it. */
  readonly treeCounts: Uint32Array;
  /** Rows that every tree saw, as happens with few trees: they have no prediction and count in no score. */
  readonly neverOutOfBag: number;
}

/** What a row is predicted by out of bag. */
export interface OutOfBagTask {
  readonly forest: Forest;
  /** All rows of the table, one array per covariate. */
  readonly columns: readonly Float32Array[];
  /** The rows that were trained on. */
  readonly rows: Uint32Array;
  /** Trees × rows, tree by tree. */
  readonly inBag: Uint16Array;
}

/** Of the training rows from `begin` to before `end`; a stretch has the same bits in whatever others the rest is cut. */
export function predictStretch({ forest, columns, rows, inBag }: OutOfBagTask, begin: number, end: number): OutOfBag {
  const predictions = new Float64Array(end - begin);
  const treeCounts = new Uint32Array(end - begin);
  for (let tree = 0; tree + 1 < forest.treeStarts.length; tree++) {
    for (let i = begin; i < end; i++) {
      if (inBag[tree * rows.length + i] !== 0) continue;
      predictions[i - begin]! += treeValue(forest, tree, columns, rows[i]!);
      treeCounts[i - begin]! += 1;
    }
  }
  // 0 / 0 gives the NaN of rows that no tree left out.
  for (let i = 0; i < predictions.length; i++) predictions[i]! /= treeCounts[i]!;
  return { predictions, treeCounts, neverOutOfBag: treeCounts.filter((count) => count === 0).length };
}

/** Stretches of rows that follow each other as one. */
export function joinStretches(parts: readonly OutOfBag[]): OutOfBag {
  const rowCount = parts.reduce((sum, part) => sum + part.predictions.length, 0);
  const predictions = new Float64Array(rowCount);
  const treeCounts = new Uint32Array(rowCount);
  let row = 0;
  for (const part of parts) {
    predictions.set(part.predictions, row);
    treeCounts.set(part.treeCounts, row);
    row += part.predictions.length;
  }
  return { predictions, treeCounts, neverOutOfBag: parts.reduce((sum, part) => sum + part.neverOutOfBag, 0) };
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
