import { DomainError } from '../../core/errors.ts';
import { LEAF } from '../forest.ts';
import type { Forest } from '../forest.ts';
import { floatsAttribute, integersAttribute, textsAttribute } from './onnxProto.ts';
import type { Message } from './protobuf.ts';

/** A node takes at most 35 bytes, and a Protocol Buffers message must stay below 2 GiB. */
const MOST_NODES = 60_000_000;
const modes = ['BRANCH_LEQ', 'LEAF'];

/** The leaves of a forest in the order of their nodes. */
export interface Leaves {
  readonly tree: Uint32Array;
  /** Number of the node within its tree. */
  readonly node: Uint32Array;
  readonly value: Float64Array;
}

/**
 * The nodes of a forest as TreeEnsembleRegressor and TreeEnsembleClassifier want them, side by side over all trees.
 * Thresholds are the same float32 numbers, and x ≤ threshold goes to the true branch.
 * @throws {DomainError} 'too-large' where the file could not stay below 2 GiB
 * @source ai.onnx.ml, https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html
 */
export function nodeAttributes({ treeStarts, feature, threshold, right }: Forest): readonly Message[] {
  const count = feature.length;
  if (count > MOST_NODES) {
    throw new DomainError(
      'too-large',
      `An ONNX file holds at most ${MOST_NODES} nodes, this forest has ${count}: train fewer trees or a larger minNodeSize`,
      { limit: MOST_NODES, found: count },
    );
  }
  const [tree, own, left, other] = [0, 0, 0, 0].map(() => new Uint32Array(count));
  for (let t = 0; t + 1 < treeStarts.length; t++) {
    const start = treeStarts[t]!;
    for (let node = start; node < treeStarts[t + 1]!; node++) {
      tree![node] = t;
      own![node] = node - start;
      if (feature[node] === LEAF) continue;
      left![node] = node + 1 - start;
      other![node] = right[node]! - start;
    }
  }
  return [
    integersAttribute('nodes_treeids', tree!),
    integersAttribute('nodes_nodeids', own!),
    integersAttribute(
      'nodes_featureids',
      feature.map((covariate) => Math.max(0, covariate)),
    ),
    floatsAttribute('nodes_values', threshold),
    textsAttribute(
      'nodes_modes',
      modes,
      feature.map((covariate) => (covariate === LEAF ? 1 : 0)),
    ),
    integersAttribute('nodes_truenodeids', left!),
    integersAttribute('nodes_falsenodeids', other!),
  ];
}

export function leavesOf({ treeStarts, feature, value }: Forest): Leaves {
  const nodes = Uint32Array.from(feature.keys()).filter((node) => feature[node] === LEAF);
  const tree = new Uint32Array(nodes.length);
  let t = 0;
  for (const [i, node] of nodes.entries()) {
    while (node >= treeStarts[t + 1]!) t++;
    tree[i] = t;
  }
  return {
    tree,
    node: nodes.map((node, i) => node - treeStarts[tree[i]!]!),
    value: Float64Array.from(nodes, (node) => value[node]!),
  };
}
