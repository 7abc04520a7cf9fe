// One tree: which node is split next, when a node is left a leaf, and the tree's nodes as a forest has them.

import { Grower, HEAD_BYTES, codeAt, columnAt, nodeAt, positionOf } from './grower';
import { measureNumbers, searchNumbers } from './errorCuts';
import { measureClasses, searchClasses } from './giniCuts';
import { nextBelow } from './random';
import { searchRandomCuts } from './randomCuts';

const LEAF: i16 = -1;

/**
 * Grows a tree on the sample that was drawn.
 * @param firstNode place of the tree's first node in the forest
 * @returns how many nodes it has
 */
export function growTree(g: Grower, firstNode: u32): u32 {
  for (let i: u32 = 0; i < g.covariateCount; i++) store<u32>(g.covariates + (<usize>i << 2), i);
  g.nodeCount = 0;
  g.openCount = 0;
  addNode(g, g.rows, takeSample(g), 0);
  for (let leaves: u32 = 1; g.openCount > 0 && leaves < g.maxLeaves; leaves++) {
    g.openCount -= 1;
    const node = nodeAt(g, load<u32>(g.open + (<usize>g.openCount << 2)));
    const middle = partition(g, node.begin, node.end, codeAt(g, node.covariate), node.lastLeft);
    node.left = g.nodeCount;
    addNode(g, node.begin, middle, node.depth + 1);
    addNode(g, middle, node.end, node.depth + 1);
  }
  return writeTree(g, firstNode);
}

/** @returns the end of the rows that are in the sample, each once */
function takeSample(g: Grower): usize {
  const recordBytes = g.recordBytes, classes = g.classCount > 0;
  let row = g.rows;
  let record = g.records;
  for (let drawn = g.drawn, end = drawn + (<usize>g.rowCount << 1); drawn < end; drawn += 2) {
    const count = <u32>load<u16>(drawn);
    store<f64>(record, count);
    if (!classes) store<f64>(record, <f64>count * load<f64>(record, HEAD_BYTES), 8);
    store<u32>(row, <u32>record);
    row += <usize>(count != 0) << 2;
    record += recordBytes;
  }
  return row;
}

function addNode(g: Grower, begin: usize, end: usize, depth: u32): void {
  const number = g.nodeCount;
  const node = nodeAt(g, number);
  g.nodeCount = number + 1;
  g.begin = begin;
  g.end = end;
  if (g.classCount) measureClasses(g);
  else measureNumbers(g);
  node.begin = begin;
  node.end = end;
  node.depth = depth;
  node.left = 0;
  node.value = g.leaf;
  node.rightOf = -1;
  if (g.pure || g.count <= <f64>g.minNodeSize || depth >= g.maxDepth) return;
  findSplit(g);
  if (g.score < 0) return;
  node.covariate = g.covariate;
  node.lastLeft = g.lastLeft;
  node.threshold = g.firstRight < 0 ? g.drawnThreshold : cutBetween(g);
  node.decrease = g.score * g.count;
  openNode(g, number, node.decrease);
}

/** A covariate that is constant in the node counts as drawn; a node whose draws are all constant is a leaf. */
function findSplit(g: Grower): void {
  const covariates = g.covariates, covariateCount = g.covariateCount;
  g.score = -1;
  for (let i: u32 = 0; i < g.mtry; i++) {
    const own = covariates + (<usize>i << 2);
    const other = own + (<usize>nextBelow(g.random, covariateCount - i) << 2);
    const covariate = load<u32>(other);
    store<u32>(other, load<u32>(own));
    store<u32>(own, covariate);
    if (g.randomCuts) searchRandomCuts(g, covariate);
    else if (g.classCount) searchClasses(g, covariate);
    else searchNumbers(g, covariate);
  }
}

/**
 * The middle of two neighbouring values of the whole table, the pair around the middle of the node's own two: every
 * training row falls on the side that it would fall on by the node's own middle, which is the usual cut. That one depends
 * on the bootstrap sample: 500 trees on 104 rows cut a covariate at about 1200 places, these at no more than 103, which
 * kernels turn into speed.
 */
function cutBetween(g: Grower): f32 {
  const values = columnAt(g, g.covariate).values;
  const own = <f64>load<f32>(values + (<usize>g.lastLeft << 2)) / 2 + <f64>load<f32>(values + (<usize>g.firstRight << 2)) / 2;
  const place = <usize>positionOf(values, own, g.lastLeft, g.firstRight - 1) << 2;
  const lower = load<f32>(values + place), upper = load<f32>(values + place, 4);
  // Between neighbouring float32 values lies none: the middle may round up to the value that must go right.
  const middle = <f32>(<f64>lower / 2 + <f64>upper / 2);
  return middle < upper ? middle : lower;
}

/** Without a limit on leaves the order is free, and the newest node is next; with one the best node is. */
function openNode(g: Grower, number: u32, decrease: f64): void {
  let at = g.open + (<usize>g.openCount << 2);
  g.openCount += 1;
  if (g.maxLeaves != u32.MAX_VALUE) {
    for (; at > g.open && nodeAt(g, load<u32>(at - 4)).decrease > decrease; at -= 4) store<u32>(at, load<u32>(at - 4));
  }
  store<u32>(at, number);
}

/** Keeps the order of the rows on both sides: memory is then read forwards. @returns where the right side begins */
function partition(g: Grower, begin: usize, end: usize, at: usize, lastLeft: u32): usize {
  const spare = g.spareRows;
  let middle = begin, moved = spare;
  // Every row is written to both sides, as a branch that chance decides costs more.
  for (let row = begin; row < end; row += 4) {
    const record = load<u32>(row);
    const isLeft = <usize>(load<u32>(<usize>record + at) <= lastLeft) << 2;
    store<u32>(middle, record);
    store<u32>(moved, record);
    middle += isLeft;
    moved += 4 - isLeft;
  }
  memory.copy(middle, spare, moved - spare);
  return middle;
}

/** Depth first, left branch first. Uses up the list of open nodes. */
function writeTree(g: Grower, firstNode: u32): u32 {
  const open = g.open;
  store<u32>(open, 0);
  let waiting = open + 4;
  for (let at: u32 = 0; at < g.nodeCount; at++) {
    waiting -= 4;
    const node = nodeAt(g, load<u32>(waiting));
    const child = node.left, isLeaf = child == 0;
    store<i16>(g.feature + (<usize>at << 1), isLeaf ? LEAF : <i16>node.covariate);
    store<f32>(g.threshold + (<usize>at << 2), isLeaf ? 0 : node.threshold);
    store<f64>(g.value + (<usize>at << 3), isLeaf ? node.value : 0);
    store<u32>(g.right + (<usize>at << 2), 0);
    if (node.rightOf >= 0) store<u32>(g.right + (<usize>node.rightOf << 2), firstNode + at);
    if (isLeaf) continue;
    nodeAt(g, child + 1).rightOf = at;
    store<u32>(waiting, child + 1, 0);
    store<u32>(waiting, child, 4);
    waiting += 8;
  }
  return g.nodeCount;
}
