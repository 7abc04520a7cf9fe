/**
 * A regression forest as flat arrays over one SharedArrayBuffer, so that it crosses to threads without a copy.
 *
 * The nodes of a tree stand in depth-first order, left branch first: the left child of an inner node is the next node,
 * so only the right child is stored, and the sequence of inner nodes and leaves alone defines the shape.
 * A walk only ever moves forward, hence ends.
 */
import { DomainError } from '../core/errors.ts';

export interface Forest {
  readonly buffer: SharedArrayBuffer;
  readonly covariateCount: number;
  /** Length trees + 1: the first node of each tree, then the number of nodes. */
  readonly treeStarts: Uint32Array;
  /** Per node: the covariate that it splits on, or −1 for a leaf. */
  readonly feature: Int16Array;
  /** Per node: a covariate value x goes left where x ≤ threshold; 0 at leaves. */
  readonly threshold: Float32Array;
  /** Per node: index of its right child within the forest; 0 at leaves. */
  readonly right: Uint32Array;
  /** Per node: the value of a leaf; 0 at inner nodes. */
  readonly value: Float64Array;
}

/** The same arrays while they grow or after they were read; copied by `packForest`. */
export interface ForestArrays {
  readonly treeStarts: ArrayLike<number>;
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

export const LEAF = -1;
/** Feature numbers are Int16. */
export const MAX_COVARIATES = 32_767;
const HEADER_BYTES = 16;
const NODE_BYTES = 8 + 4 + 4 + 2;

/** A forest over one shared buffer, which crosses to threads without a copy. */
export function packForest(covariateCount: number, arrays: ForestArrays): Forest {
  const forest = allocate(covariateCount, arrays.treeStarts.length - 1, arrays.feature.length);
  forest.treeStarts.set(arrays.treeStarts);
  forest.feature.set(arrays.feature);
  forest.threshold.set(arrays.threshold);
  forest.right.set(arrays.right);
  forest.value.set(arrays.value);
  return forest;
}

/**
 * The forest in a buffer that `packForest` filled, without a copy.
 * @throws {DomainError} 'internal' where the buffer is not one
 */
export function viewForest(buffer: SharedArrayBuffer): Forest {
  const [covariateCount = 0, treeCount = 0, nodeCount = 0] =
    buffer.byteLength < HEADER_BYTES ? [] : new Uint32Array(buffer, 0, 3);
  if (treeCount === 0 || buffer.byteLength !== byteLength(treeCount, nodeCount)) {
    throw new DomainError(
      'internal',
      `Expected the buffer of a packed forest, got ${buffer.byteLength} bytes that say ${treeCount} trees and ${nodeCount} nodes`,
    );
  }
  const valueAt = HEADER_BYTES;
  const thresholdAt = valueAt + 8 * nodeCount;
  const rightAt = thresholdAt + 4 * nodeCount;
  const startsAt = rightAt + 4 * nodeCount;
  const featureAt = startsAt + 4 * (treeCount + 1);
  return {
    buffer,
    covariateCount,
    value: new Float64Array(buffer, valueAt, nodeCount),
    threshold: new Float32Array(buffer, thresholdAt, nodeCount),
    right: new Uint32Array(buffer, rightAt, nodeCount),
    treeStarts: new Uint32Array(buffer, startsAt, treeCount + 1),
    feature: new Int16Array(buffer, featureAt, nodeCount),
  };
}

export function treeCountOf(forest: Forest): number {
  return forest.treeStarts.length - 1;
}

/** The trees of several forests over the same covariates as one forest, in the order given. */
export function joinForests(parts: readonly Forest[]): Forest {
  const covariateCount = parts[0]?.covariateCount;
  if (covariateCount === undefined || parts.some((part) => part.covariateCount !== covariateCount)) {
    const found = parts.map((part) => part.covariateCount).join(', ');
    throw new DomainError('internal', `Expected forests over the same covariates to join, got counts [${found}]`);
  }
  const treeCount = parts.reduce((sum, part) => sum + treeCountOf(part), 0);
  const nodeCount = parts.reduce((sum, part) => sum + part.feature.length, 0);
  const joined = allocate(covariateCount, treeCount, nodeCount);
  let node = 0;
  let tree = 0;
  for (const part of parts) {
    const offset = node;
    joined.feature.set(part.feature, offset);
    joined.threshold.set(part.threshold, offset);
    joined.value.set(part.value, offset);
    // Without iterators: they took a tenth of a training of 10,000 rows on two threads.
    const { right, treeStarts } = part;
    for (let i = 0; i < right.length; i++) joined.right[offset + i] = right[i] === 0 ? 0 : right[i]! + offset;
    for (let i = 0; i < treeStarts.length; i++) joined.treeStarts[tree + i] = treeStarts[i]! + offset;
    node += part.feature.length;
    tree += treeCountOf(part);
  }
  return joined;
}

/**
 * The right children that a depth-first sequence of nodes implies.
 * @param feature     per node, −1 for a leaf
 * @param treeStarts  first node of each tree, then the number of nodes
 * @returns index of the right child per node, 0 at leaves; null where a tree ends early or late
 */
export function linkRightChildren(feature: Int16Array, treeStarts: Uint32Array): Uint32Array | null {
  const right = new Uint32Array(feature.length);
  if (treeStarts[0] !== 0 || treeStarts.at(-1) !== feature.length) return null;
  for (let tree = 0; tree + 1 < treeStarts.length; tree++) {
    const end = treeStarts[tree + 1]!;
    // Inner nodes whose left branch is being read, innermost last.
    const open: number[] = [];
    let node = treeStarts[tree]!;
    for (let complete = false; !complete; node++) {
      if (node >= end) return null;
      if (feature[node] !== LEAF) open.push(node);
      else {
        const parent = open.pop();
        if (parent === undefined) complete = true;
        else right[parent] = node + 1;
      }
    }
    if (node !== end) return null;
  }
  return right;
}

function allocate(covariateCount: number, treeCount: number, nodeCount: number): Forest {
  const buffer = new SharedArrayBuffer(byteLength(treeCount, nodeCount));
  new Uint32Array(buffer, 0, 3).set([covariateCount, treeCount, nodeCount]);
  return viewForest(buffer);
}

function byteLength(treeCount: number, nodeCount: number): number {
  return HEADER_BYTES + nodeCount * NODE_BYTES + 4 * (treeCount + 1);
}
