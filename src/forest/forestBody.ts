/** A forest as bytes of a model file, in the order that `modelFile.ts` documents. */
import { DomainError } from '../core/errors.ts';
import type { Forest } from './forest.ts';
import { LEAF, linkRightChildren, packForest, treeCountOf } from './forest.ts';

export interface ForestSize {
  readonly treeCount: number;
  readonly nodeCount: number;
}

interface Layout {
  readonly leafCount: number;
  readonly thresholdAt: number;
  readonly treeAt: number;
  readonly featureAt: number;
  readonly featureBytes: 1 | 2;
  readonly end: number;
}

export function sizeOf(forest: Forest): ForestSize {
  return { treeCount: treeCountOf(forest), nodeCount: forest.feature.length };
}

/** How long the body of such a forest is. */
export function forestBytes(size: ForestSize, covariateCount: number): number {
  return layOut(0, size, covariateCount).end;
}

/** @param valueAt where the body begins, bytes */
export function writeForest(view: DataView, valueAt: number, forest: Forest): void {
  const { thresholdAt, treeAt, featureAt, featureBytes } = layOut(valueAt, sizeOf(forest), forest.covariateCount);
  for (let tree = 0; tree < treeCountOf(forest); tree++) {
    view.setUint32(treeAt + 4 * tree, forest.treeStarts[tree + 1]! - forest.treeStarts[tree]!, true);
  }
  let leaf = 0;
  for (const [node, feature] of forest.feature.entries()) {
    // −1 becomes the largest unsigned value.
    if (featureBytes === 1) view.setUint8(featureAt + node, feature);
    else view.setUint16(featureAt + 2 * node, feature, true);
    if (feature === LEAF) view.setFloat64(valueAt + 8 * leaf++, forest.value[node]!, true);
    else view.setFloat32(thresholdAt + 4 * (node - leaf), forest.threshold[node]!, true);
  }
}

function layOut(valueAt: number, { treeCount, nodeCount }: ForestSize, covariateCount: number): Layout {
  const leafCount = (nodeCount + treeCount) / 2;
  const featureBytes = covariateCount <= 255 ? 1 : 2;
  const thresholdAt = valueAt + 8 * leafCount;
  const treeAt = thresholdAt + 4 * (nodeCount - leafCount);
  const featureAt = treeAt + 4 * treeCount;
  return { leafCount, thresholdAt, treeAt, featureAt, featureBytes, end: featureAt + featureBytes * nodeCount };
}

/** @throws {DomainError} 'model-unreadable' for trees that do not close, covariates that do not exist, numbers not finite */
export function readForest(view: DataView, valueAt: number, size: ForestSize, covariateCount: number): Forest {
  const { treeCount, nodeCount } = size;
  const layout = layOut(valueAt, size, covariateCount);
  const leafCode = layout.featureBytes === 1 ? 0xff : 0xffff;
  const treeStarts = new Uint32Array(treeCount + 1);
  for (let tree = 0; tree < treeCount; tree++) {
    treeStarts[tree + 1] = treeStarts[tree]! + view.getUint32(layout.treeAt + 4 * tree, true);
  }
  const feature = new Int16Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const code =
      layout.featureBytes === 1
        ? view.getUint8(layout.featureAt + node)
        : view.getUint16(layout.featureAt + 2 * node, true);
    if (code !== leafCode && code >= covariateCount)
      throw malformed(`node ${node} splits on covariate ${code} of ${covariateCount}`);
    feature[node] = code === leafCode ? LEAF : code;
  }
  const right = linkRightChildren(feature, treeStarts);
  if (right === null) throw malformed('a tree has too few or too many nodes');
  const threshold = new Float32Array(nodeCount);
  const value = new Float64Array(nodeCount);
  let leaf = 0;
  for (let node = 0; node < nodeCount; node++) {
    if (feature[node] === LEAF) value[node] = view.getFloat64(valueAt + 8 * leaf++, true);
    else threshold[node] = view.getFloat32(layout.thresholdAt + 4 * (node - leaf), true);
    if (!Number.isFinite(value[node]! + threshold[node]!))
      throw malformed(`node ${node} holds a number that is not finite`);
  }
  return packForest(covariateCount, { treeStarts, feature, threshold, right, value });
}

function malformed(what: string): DomainError {
  return new DomainError('model-unreadable', `The model's trees are malformed: ${what}`);
}
