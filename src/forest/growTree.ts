/** One tree: which node is split next, and when a node is left a leaf. */
import type { Random } from '../core/random.ts';
import type { CodedTable } from './growCodes.ts';
import { gini } from './growGini.ts';
import { searchRandomCuts } from './growRandomCuts.ts';
import type { Criterion, Node, Sample } from './growSample.ts';
import { createSample, takeSample, thresholdOf } from './growSample.ts';
import { squaredError } from './growSplit.ts';

export interface GrowthLimits {
  /** Covariates drawn per split, 1 to their number. */
  readonly mtry: number;
  /** A node of at most this many sampled rows, repeats counted, is a leaf. */
  readonly minNodeSize: number;
  readonly maxDepth: number;
  readonly maxLeaves: number;
  /** Cuts drawn at random per covariate; null to try every cut. */
  readonly randomCuts: number | null;
}

/** A tree while it grows, in the order in which its nodes were made. Reused for the next tree. */
export interface GrowingTree {
  readonly sample: Sample;
  readonly criterion: Criterion;
  readonly limits: GrowthLimits;
  /** Per node: its left child, followed by its right one; 0 at leaves. */
  readonly left: Uint32Array;
  /** Per node: the cut that was made, or the best one that would be. */
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  /** Per node: mean target, or commonest class, of its sampled rows. */
  readonly value: Float64Array;
  readonly lastLeft: Uint32Array;
  /** Per node: how much its cut decreases the impurity, summed over rows. */
  readonly decrease: Float64Array;
  readonly begin: Uint32Array;
  readonly end: Uint32Array;
  readonly depth: Uint32Array;
  /** Nodes that may be split, the next one last. */
  readonly open: Uint32Array;
  /** The covariates in the order of the last draw. */
  readonly covariates: Uint16Array;
  readonly spare: Uint32Array;
  nodeCount: number;
  openCount: number;
}

export function createGrowingTree(table: CodedTable, limits: GrowthLimits): GrowingTree {
  const rowCount = table.target.length;
  const nodes = 2 * Math.min(rowCount, limits.maxLeaves) - 1;
  const sample = createSample(table);
  return {
    sample,
    criterion: table.classCount === null ? squaredError(sample) : gini(sample, table.classCount),
    limits,
    left: new Uint32Array(nodes),
    feature: new Int16Array(nodes),
    threshold: new Float32Array(nodes),
    value: new Float64Array(nodes),
    lastLeft: new Uint32Array(nodes),
    decrease: new Float64Array(nodes),
    begin: new Uint32Array(nodes),
    end: new Uint32Array(nodes),
    depth: new Uint32Array(nodes),
    open: new Uint32Array(nodes),
    covariates: new Uint16Array(table.codes.length),
    spare: new Uint32Array(rowCount),
    nodeCount: 0,
    openCount: 0,
  };
}

/**
 * Replaces the tree by the one that grows on a sample.
 * @param drawn how often each training row was drawn
 */
export function growTree(tree: GrowingTree, drawn: Uint16Array, random: Random): void {
  const { limits, open, left } = tree;
  for (let i = 0; i < tree.covariates.length; i++) tree.covariates[i] = i;
  tree.nodeCount = 0;
  tree.openCount = 0;
  const size = takeSample(tree.sample, drawn);
  tree.criterion.begin();
  addNode(tree, 0, size, 0, random);
  for (let leaves = 1; tree.openCount > 0 && leaves < limits.maxLeaves; leaves++) {
    const node = open[--tree.openCount]!;
    const middle = partition(tree, node);
    const depth = tree.depth[node]! + 1;
    const end = tree.end[node]!;
    left[node] = tree.nodeCount;
    addNode(tree, tree.begin[node]!, middle, depth, random);
    addNode(tree, middle, end, depth, random);
  }
}

function addNode(tree: GrowingTree, begin: number, end: number, depth: number, random: Random): void {
  const { criterion, limits } = tree;
  const { best } = tree.sample;
  const node = tree.nodeCount++;
  const measured = criterion.measure(begin, end);
  tree.begin[node] = begin;
  tree.end[node] = end;
  tree.depth[node] = depth;
  tree.left[node] = 0;
  tree.value[node] = measured.value;
  if (measured.pure || measured.count <= limits.minNodeSize || depth >= limits.maxDepth) return;
  findSplit(tree, measured, random);
  if (best.score < 0) return;
  tree.feature[node] = best.covariate;
  tree.threshold[node] = thresholdOf(tree.sample);
  tree.lastLeft[node] = best.lastLeft;
  tree.decrease[node] = best.score * measured.count;
  openNode(tree, node);
}

/** A covariate that is constant in the node counts as drawn; a node whose draws are all constant is a leaf. */
function findSplit(tree: GrowingTree, node: Node, random: Random): void {
  const { sample, criterion, limits, covariates } = tree;
  const { mtry, randomCuts } = limits;
  sample.best.score = -1;
  for (let i = 0; i < mtry; i++) {
    const drawn = i + random.nextBelow(covariates.length - i);
    const covariate = covariates[drawn]!;
    covariates[drawn] = covariates[i]!;
    covariates[i] = covariate;
    if (randomCuts === null) criterion.searchAllCuts(node, covariate);
    else searchRandomCuts(sample, criterion, node, covariate, randomCuts, random);
  }
}

/** Without a limit on leaves the order is free, and the newest node is next; with one the best node is. */
function openNode(tree: GrowingTree, node: number): void {
  const { open, decrease, limits } = tree;
  let at = tree.openCount++;
  if (limits.maxLeaves !== Infinity) {
    for (; at > 0 && decrease[open[at - 1]!]! > decrease[node]!; at--) open[at] = open[at - 1]!;
  }
  open[at] = node;
}

/** Keeps the order of the rows on both sides: memory is then read forwards. */
function partition(tree: GrowingTree, node: number): number {
  const { spare, sample } = tree;
  const { rows, table } = sample;
  const codes = table.codes[tree.feature[node]!]!;
  const lastLeft = tree.lastLeft[node]!;
  const begin = tree.begin[node]!;
  const end = tree.end[node]!;
  let middle = begin;
  let moved = 0;
  for (let i = begin; i < end; i++) {
    const row = rows[i]!;
    if (codes[row]! <= lastLeft) rows[middle++] = row;
    else spare[moved++] = row;
  }
  for (let i = 0; i < moved; i++) rows[middle + i] = spare[i]!;
  return middle;
}
