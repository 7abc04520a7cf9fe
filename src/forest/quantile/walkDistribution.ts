/**
 * The conditional distribution of the target at every pixel of a map, after Meinshausen's quantile regression forest:
 * the weight of a training row is the mean over trees of 1 / (rows in the pixel's leaf) where the row is in that leaf.
 *
 * Neighbouring pixels end in the same leaf of most trees (87 of 100 on the rough benchmark map), so the weights of one
 * pixel become those of the next by taking away and adding the leaves that differ.
 */
import type { Forest } from '../forest.ts';
import { treeCountOf } from '../forest.ts';
import type { PredictColumns } from '../predict.ts';
import type { LeafRows } from './leafRows.ts';
import { differencesOf, summarise } from './summarise.ts';

/** Pixels whose leaves are found together, tree by tree, so that a tree stays in the first-level cache. */
const BLOCK = 256;

/** For any forest; it holds 4 bytes per tree and training row. */
export function createWalkDistribution(forest: Forest, leafRows: LeafRows, shares: Float64Array): PredictColumns {
  const { targets } = leafRows;
  const values = { targets, differences: differencesOf(targets) };
  const treeCount = treeCountOf(forest);
  const leaves = new Uint32Array(BLOCK * treeCount);
  const pixels = new Uint32Array(BLOCK);
  const weights = new Float64Array(targets.length);
  const current = new Uint32Array(treeCount).fill(NO_LEAF);
  let total = 0;
  return (columns, count, outputs) => {
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(count, start + BLOCK);
      for (const output of outputs) output.fill(Number.NaN, start, end);
      const complete = selectComplete(columns, start, end, pixels);
      findLeaves(forest, columns, pixels, complete, leaves);
      for (let i = 0; i < complete; i++) {
        total += moveWeights(leafRows, leaves.subarray(i * treeCount, (i + 1) * treeCount), current, weights);
        summarise(weights, values, total, shares, outputs, pixels[i]!);
      }
    }
  };
}

const NO_LEAF = 0xffffffff;

/** Numbers of the pixels without NaN. @returns how many there are */
function selectComplete(columns: readonly Float32Array[], start: number, end: number, pixels: Uint32Array): number {
  let complete = 0;
  for (let pixel = start; pixel < end; pixel++) {
    pixels[complete] = pixel;
    if (columns.every((column) => !Number.isNaN(column[pixel]!))) complete++;
  }
  return complete;
}

/** @param leaves pixel by pixel, a node per tree */
function findLeaves(
  { treeStarts, feature, threshold, right }: Forest,
  columns: readonly Float32Array[],
  pixels: Uint32Array,
  count: number,
  leaves: Uint32Array,
): void {
  const treeCount = treeStarts.length - 1;
  for (let tree = 0; tree < treeCount; tree++) {
    for (let i = 0; i < count; i++) {
      const pixel = pixels[i]!;
      let node = treeStarts[tree]!;
      let split = feature[node]!;
      while (split >= 0) {
        node = columns[split]![pixel]! <= threshold[node]! ? node + 1 : right[node]!;
        split = feature[node]!;
      }
      leaves[i * treeCount + tree] = node;
    }
  }
}

/** Makes the weights those of other leaves. @returns by how much their sum grew */
function moveWeights(leafRows: LeafRows, leaves: Uint32Array, current: Uint32Array, weights: Float64Array): number {
  let growth = 0;
  for (let tree = 0; tree < leaves.length; tree++) {
    const [old, leaf] = [current[tree]!, leaves[tree]!];
    if (leaf === old) continue;
    if (old !== NO_LEAF) growth += addLeaf(leafRows, old, -1, weights);
    growth += addLeaf(leafRows, leaf, 1, weights);
    current[tree] = leaf;
  }
  return growth;
}

function addLeaf({ starts, ranks, rowWeights }: LeafRows, leaf: number, sign: number, weights: Float64Array): number {
  const start = starts[leaf]!;
  const end = starts[leaf + 1]!;
  const weight = sign * rowWeights[end - start]!;
  for (let i = start; i < end; i++) weights[ranks[i]!]! += weight;
  return weight * (end - start);
}
