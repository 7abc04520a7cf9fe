/**
 * The model file (.cfm), version 2. All numbers are little-endian.
 *
 * | offset | bytes            | content                                                                         |
 * | 0      | 8                | ASCII `CRYOFRST`                                                                |
 * | 8      | 4                | version, uint32                                                                 |
 * | 12     | 4                | length H of the header in bytes, uint32, a multiple of 8                        |
 * | 16     | H                | header: JSON in UTF-8, filled up with spaces (`modelHeader.ts`)                 |
 * |        | 8 × leaves       | leaf values, float64, in the order of the nodes                                 |
 * |        | 4 × inner nodes  | thresholds, float32, in the order of the nodes: x ≤ threshold goes left         |
 * |        | 4 × trees        | nodes of each tree, uint32                                                      |
 * |        | w × nodes        | covariate of each node, largest value = leaf; uint8 up to 255 covariates, else uint16 |
 * |        | 8 × rows         | target of the training rows, float64 (this and the next three: if the header has `trainingRows`) |
 * |        | 2 × 8 × rows     | longitudes, then latitudes, float64, NaN for none (if it says `positions`)      |
 * |        | 4 × rows, each   | covariates, one after another, float32                                          |
 * |        | 4 × rows         | fold that held a row out, int32, −1 for none (if it says `folds`)               |
 * | end    | 32               | SHA-256 of everything before                                                    |
 *
 * Nodes stand tree by tree in depth-first order, left branch first, so the shape needs no child indices. A binary tree
 * has one leaf more than inner nodes: the header's numbers of trees, nodes and stations give every length.
 */
import { DomainError } from '../core/errors.ts';
import type { Forest } from './forest.ts';
import { LEAF, linkRightChildren, packForest, treeCountOf } from './forest.ts';
import type { ModelDescription, ModelHeader } from './modelHeader.ts';
import { parseHeader, writeHeader } from './modelHeader.ts';
import type { TrainingRows } from './trainingRows.ts';
import { readTrainingRows, shapeOf, trainingRowsBytes, writeTrainingRows } from './trainingRows.ts';

export interface Model {
  readonly description: ModelDescription;
  readonly forest: Forest;
  /** null where their owner wanted them left out. */
  readonly rows: TrainingRows | null;
}

/** Of 32 bytes. An argument, because this folder is free of Node's modules. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const MAGIC = 'CRYOFRST';
const VERSION = 2;
const PREFIX_BYTES = 16;
const HASH_BYTES = 32;

interface Layout {
  readonly leafCount: number;
  readonly valueAt: number;
  readonly thresholdAt: number;
  readonly treeAt: number;
  readonly featureAt: number;
  readonly featureBytes: 1 | 2;
  readonly rowsAt: number;
  readonly hashAt: number;
}

/** The same model always gives the same bytes. */
export function encodeModel(model: Model, sha256: Sha256): Uint8Array<ArrayBuffer> {
  const { forest, description, rows } = model;
  const header: ModelHeader = {
    description,
    treeCount: treeCountOf(forest),
    nodeCount: forest.feature.length,
    trainingRows: rows === null ? null : shapeOf(rows),
  };
  const text = new TextEncoder().encode(writeHeader(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const layout = layOut(header, headerBytes);
  const bytes = new Uint8Array(layout.hashAt + HASH_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, headerBytes, true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(text, PREFIX_BYTES);
  for (let tree = 0; tree < header.treeCount; tree++) {
    view.setUint32(layout.treeAt + 4 * tree, forest.treeStarts[tree + 1]! - forest.treeStarts[tree]!, true);
  }
  let leaf = 0;
  for (const [node, feature] of forest.feature.entries()) {
    // −1 becomes the largest unsigned value.
    if (layout.featureBytes === 1) view.setUint8(layout.featureAt + node, feature);
    else view.setUint16(layout.featureAt + 2 * node, feature, true);
    if (feature === LEAF) view.setFloat64(layout.valueAt + 8 * leaf++, forest.value[node]!, true);
    else view.setFloat32(layout.thresholdAt + 4 * (node - leaf), forest.threshold[node]!, true);
  }
  if (rows !== null) writeTrainingRows(view, layout.rowsAt, rows);
  bytes.set(sha256(bytes.subarray(0, layout.hashAt)), layout.hashAt);
  return bytes;
}

/**
 * @throws {DomainError} 'model-unreadable' for a foreign, truncated, changed or malformed file, 'model-version' for a
 *   model file of another version
 */
export function decodeModel(bytes: Uint8Array, sha256: Sha256): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = checkEnvelope(bytes, view, sha256);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(
      // A copy: TextDecoder does not read shared memory.
      bytes.slice(PREFIX_BYTES, PREFIX_BYTES + headerBytes),
    );
  } catch (cause) {
    throw new DomainError('model-unreadable', 'The header of the model is not UTF-8', {}, { cause });
  }
  const header = parseHeader(text);
  const layout = layOut(header, headerBytes);
  if (layout.hashAt + HASH_BYTES !== bytes.length) {
    throw new DomainError(
      'model-unreadable',
      `The header of the model says ${header.treeCount} trees, ${header.nodeCount} nodes and ${header.description.stations} training rows, which need ${layout.hashAt + HASH_BYTES} bytes; the file has ${bytes.length}`,
    );
  }
  const { description, trainingRows } = header;
  const { stations, covariates } = description;
  return {
    description,
    forest: readForest(view, header, layout),
    rows: trainingRows && readTrainingRows(view, layout.rowsAt, trainingRows, stations, covariates.length),
  };
}

/** @returns length of the header */
function checkEnvelope(bytes: Uint8Array, view: DataView, sha256: Sha256): number {
  const start = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (bytes.length < PREFIX_BYTES + HASH_BYTES || start !== MAGIC) {
    throw new DomainError(
      'model-unreadable',
      `Expected a Cryoforest model file, which starts with ${MAGIC}, got ${bytes.length} bytes that start with ${JSON.stringify(start)}`,
    );
  }
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    throw new DomainError(
      'model-version',
      `The model file has version ${version}; this program reads version ${VERSION}. Train the model again or use the program that made it`,
      { found: version, expected: VERSION },
    );
  }
  const hashAt = bytes.length - HASH_BYTES;
  const stated = toHex(bytes.subarray(hashAt));
  const found = toHex(sha256(bytes.subarray(0, hashAt)));
  if (stated !== found) {
    throw new DomainError(
      'model-unreadable',
      `The model file was cut short or changed: its last 32 bytes are not the SHA-256 of what stands before (stated ${stated}, found ${found})`,
      { stated, found },
    );
  }
  const headerBytes = view.getUint32(12, true);
  if (PREFIX_BYTES + headerBytes > hashAt) {
    throw new DomainError(
      'model-unreadable',
      `The header of the model should have ${headerBytes} bytes; the file has ${bytes.length}`,
    );
  }
  return headerBytes;
}

function layOut({ description, treeCount, nodeCount, trainingRows }: ModelHeader, headerBytes: number): Layout {
  const leafCount = (nodeCount + treeCount) / 2;
  const featureBytes = description.covariates.length <= 255 ? 1 : 2;
  const valueAt = PREFIX_BYTES + headerBytes;
  const thresholdAt = valueAt + 8 * leafCount;
  const treeAt = thresholdAt + 4 * (nodeCount - leafCount);
  const featureAt = treeAt + 4 * treeCount;
  const rowsAt = featureAt + featureBytes * nodeCount;
  const rowsBytes =
    trainingRows === null ? 0 : trainingRowsBytes(trainingRows, description.stations, description.covariates.length);
  return {
    leafCount,
    valueAt,
    thresholdAt,
    treeAt,
    featureAt,
    featureBytes,
    rowsAt,
    hashAt: rowsAt + rowsBytes,
  };
}

/** Refuses trees that do not close, covariates that do not exist and numbers that are not finite. */
function readForest(view: DataView, { description, treeCount, nodeCount }: ModelHeader, layout: Layout): Forest {
  const covariateCount = description.covariates.length;
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
    if (feature[node] === LEAF) value[node] = view.getFloat64(layout.valueAt + 8 * leaf++, true);
    else threshold[node] = view.getFloat32(layout.thresholdAt + 4 * (node - leaf), true);
    if (!Number.isFinite(value[node]! + threshold[node]!))
      throw malformed(`node ${node} holds a number that is not finite`);
  }
  return packForest(covariateCount, { treeStarts, feature, threshold, right, value });
}

function malformed(what: string): DomainError {
  return new DomainError('model-unreadable', `The model's trees are malformed: ${what}`);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
