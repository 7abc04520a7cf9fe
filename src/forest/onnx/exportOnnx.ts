/**
 * A model as an ONNX file, for programs that know nothing of this one.
 *
 * | port         | what                                                                                               |
 * | `covariates` | float [rows, covariates], in the order of `covariates` in the metadata; a categorical one as the   |
 * |              | place of its label in `levels`, from 0                                                             |
 * | `prediction` | of a number: float [rows, 1], the mean over the trees. Of a class: its label, string [rows], the   |
 * |              | one with most votes, the first among equals                                                        |
 * | `shares`     | of a class: float [rows, classes], the share of the trees that vote for each, in the order of      |
 * |              | `target.classes` in the metadata                                                                   |
 *
 * Where a covariate is NaN, so are prediction and shares, and a label is empty. The metadata (`metadata_props`) hold what
 * the model file says about itself, as JSON: covariates with units, ranges and levels, target, engine, seed, hashes of
 * the boreholes and rasters, scores.
 *
 * Every row falls into the same leaves as here, and votes are equal. A mean is made of float32 numbers there: with T
 * trees it differs by at most (T + 1) · 2⁻²⁴ × the mean absolute value of the leaves, 3e-5 of it for 500 trees.
 * @source https://onnx.ai/onnx/operators/onnx_aionnxml_TreeEnsembleRegressor.html, …_TreeEnsembleClassifier.html
 */
import { software } from '../../core/version.ts';
import { treeCountOf } from '../forest.ts';
import type { Forest } from '../forest.ts';
import type { Model } from '../modelFile.ts';
import type { ModelDescription } from '../modelHeader.ts';
import { requireForest } from '../relation.ts';
import type { Relation } from '../relation.ts';
import {
  elementTypes,
  floatsAttribute,
  graphProto,
  integerAttribute,
  integersAttribute,
  modelProto,
  nodeProto,
  scalarAttribute,
  textAttribute,
  textsAttribute,
} from './onnxProto.ts';
import type { GraphPort } from './onnxProto.ts';
import { join } from './protobuf.ts';
import type { Message } from './protobuf.ts';
import { leavesOf, nodeAttributes } from './treeEnsemble.ts';

const ML = 'ai.onnx.ml';
/** Of 2021: what runs models today knows them. */
const operatorSets = { '': 13, [ML]: 3 };

interface Body {
  readonly nodes: readonly Message[];
  readonly outputs: readonly GraphPort[];
}

/**
 * The same model always gives the same bytes.
 * @throws {DomainError} 'too-large' for a forest that no ONNX file can hold, 'invalid-input' for a linear relation, whose
 *   coefficients its report gives
 */
export function encodeOnnx(model: Relation & Pick<Model, 'description'>): Uint8Array<ArrayBuffer> {
  const { description } = model;
  const forest = requireForest(model, 'An ONNX file');
  const { target, covariates } = description;
  const names = covariates.map(({ name }) => name).join(', ');
  const input: GraphPort = {
    name: 'covariates',
    type: 'float',
    shape: ['rows', covariates.length],
    description: `In this order: ${names}`,
  };
  const { nodes, outputs } =
    target.classes === null ? numberBody(forest, target) : classBody(forest, target.name, target.classes);
  return join(
    modelProto({
      producer: software,
      description: `Random forest of ${description.stations} stations: ${target.name} by ${names}`,
      graph: graphProto('forest', nodes, { inputs: [input], outputs }),
      operatorSets,
      metadata: metadataOf(description),
    }),
  );
}

function numberBody(forest: Forest, target: ModelDescription['target']): Body {
  const leaves = leavesOf(forest);
  const attributes = [
    ...nodeAttributes(forest),
    integerAttribute('n_targets', 1),
    textAttribute('aggregate_function', 'AVERAGE'),
    integersAttribute('target_treeids', leaves.tree),
    integersAttribute('target_nodeids', leaves.node),
    integersAttribute('target_ids', new Uint8Array(leaves.tree.length)),
    floatsAttribute('target_weights', leaves.value),
  ];
  const description = `${target.name}${target.unit === null ? '' : ` in ${target.unit}`}; NaN where a covariate is NaN`;
  return {
    nodes: [
      nodeProto('TreeEnsembleRegressor', ['covariates'], ['mean'], attributes, ML),
      ...anyMissing('any_missing', true),
      nodata,
      nodeProto('Where', ['any_missing', 'nodata', 'mean'], ['prediction']),
    ],
    outputs: [{ name: 'prediction', type: 'float', shape: ['rows', 1], description }],
  };
}

/** Votes are whole numbers, which float32 adds without error: equals remain equals. */
function classBody(forest: Forest, target: string, labels: readonly string[]): Body {
  const leaves = leavesOf(forest);
  const numbers = [...labels.keys()];
  const attributes = [
    ...nodeAttributes(forest),
    // A spare class that nobody votes for: onnxruntime decides between two classes by another rule than most votes.
    textsAttribute('classlabels_strings', [...labels, ''], [...numbers, labels.length]),
    integersAttribute('class_treeids', leaves.tree),
    integersAttribute('class_nodeids', leaves.node),
    integersAttribute('class_ids', leaves.value),
    floatsAttribute('class_weights', new Uint8Array(leaves.value.length).fill(1)),
  ];
  return {
    nodes: [
      nodeProto('TreeEnsembleClassifier', ['covariates'], ['winner', 'all_votes'], attributes, ML),
      nodeProto('Constant', [], ['classes'], [integersAttribute('value_ints', numbers)]),
      nodeProto('Gather', ['all_votes', 'classes'], ['votes'], [integerAttribute('axis', 1)]),
      nodeProto('Constant', [], ['trees'], [scalarAttribute('value', treeCountOf(forest))]),
      nodeProto('Div', ['votes', 'trees'], ['shares_of_all']),
      ...anyMissing('any_missing', true),
      nodata,
      nodeProto('Where', ['any_missing', 'nodata', 'shares_of_all'], ['shares']),
      ...anyMissing('row_missing', false),
      nodeProto('Constant', [], ['no_label'], [textAttribute('value_string', '')]),
      nodeProto('Where', ['row_missing', 'no_label', 'winner'], ['prediction']),
    ],
    outputs: [
      { name: 'prediction', type: 'string', shape: ['rows'], description: `${target}; empty where a covariate is NaN` },
      { name: 'shares', type: 'float', shape: ['rows', labels.length], description: `Votes for ${labels.join(', ')}` },
    ],
  };
}

const nodata = nodeProto('Constant', [], ['nodata'], [scalarAttribute('value', Number.NaN)]);

/**
 * Which rows lack a covariate: a tree of ONNX sends NaN to the right, but nodata in must be nodata out.
 * @param asColumn bool [rows, 1], else [rows]
 */
function anyMissing(output: string, asColumn: boolean): readonly Message[] {
  const missing = `${output}_missing`;
  const number = `${output}_number`;
  const any = `${output}_any`;
  const reduction = [integersAttribute('axes', [1]), integerAttribute('keepdims', asColumn ? 1 : 0)];
  return [
    nodeProto('IsNaN', ['covariates'], [missing]),
    cast(missing, number, 'float'),
    nodeProto('ReduceMax', [number], [any], reduction),
    cast(any, output, 'bool'),
  ];
}

function cast(from: string, to: string, type: keyof typeof elementTypes): Message {
  return nodeProto('Cast', [from], [to], [integerAttribute('to', elementTypes[type])]);
}

function metadataOf(description: ModelDescription): Record<string, string> {
  return Object.fromEntries(
    Object.entries(description).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
