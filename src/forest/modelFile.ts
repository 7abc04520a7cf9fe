/**
 * The model file (.cfm), version 2. All numbers are little-endian.
 *
 * | offset | bytes            | content                                                                         |
 * | 0      | 8                | ASCII `CRYOFRST`                                                                |
 * | 8      | 4                | version, uint32                                                                 |
 * | 12     | 4                | length H of the header in bytes, uint32, a multiple of 8                        |
 * | 16     | H                | header: JSON in UTF-8, filled up with spaces (`modelHeader.ts`)                 |
 * |        |                  | a forest, if the header's `relation` says so:                                   |
 * |        | 8 × leaves       | leaf values, float64, in the order of the nodes                                 |
 * |        | 4 × inner nodes  | thresholds, float32, in the order of the nodes: x ≤ threshold goes left         |
 * |        | 4 × trees        | nodes of each tree, uint32                                                      |
 * |        | w × nodes        | covariate of each node, largest value = leaf; uint8 up to 255 covariates, else uint16 |
 * |        |                  | or a linear relation:                                                           |
 * |        | 8 × (1 + terms)  | the intercept, then the coefficient of each covariate, float64; in its place      |
 * |        |                  | the effect of each level where the covariate has levels                         |
 * |        |                  | then, either way:                                                               |
 * |        | 8 × rows         | target of the training rows, float64 (this and the next three: if the header has `trainingRows`) |
 * |        | 2 × 8 × rows     | longitudes, then latitudes, float64, NaN for none (if it says `positions`)      |
 * |        | 4 × rows, each   | covariates, one after another, float32                                          |
 * |        | 4 × rows         | fold that held a row out, int32, −1 for none (if it says `folds`)               |
 * | end    | 32               | SHA-256 of everything before                                                    |
 *
 * Nodes stand tree by tree in depth-first order, left branch first, so the shape needs no child indices. A binary tree
 * has one leaf more than inner nodes: the header's numbers of trees, nodes and stations give every length. Where the
 * header's target has classes, the value of a leaf is the number of one, from 0. A covariate with levels is cut by the
 * place of its label among them, from 0.
 */
import { DomainError } from '../core/errors.ts';
import { LEAF } from './forest.ts';
import { forestBytes, readForest, sizeOf, writeForest } from './forestBody.ts';
import { readRelation, relationBytes, writeRelation } from './linear/relationBody.ts';
import type { ModelDescription, ModelHeader } from './modelHeader.ts';
import { parseHeader, writeHeader } from './modelHeader.ts';
import type { Relation } from './relation.ts';
import type { TrainingRows } from './trainingRows.ts';
import { readTrainingRows, shapeOf, trainingRowsBytes, writeTrainingRows } from './trainingRows.ts';

export type Model = Relation & {
  readonly description: ModelDescription;
  /** null where their owner wanted them left out. */
  readonly rows: TrainingRows | null;
};

/** Of 32 bytes. An argument, because this folder is free of Node's modules. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const MAGIC = 'CRYOFRST';
const VERSION = 2;
const PREFIX_BYTES = 16;
const HASH_BYTES = 32;

/** The same model always gives the same bytes. */
export function encodeModel(model: Model, sha256: Sha256): Uint8Array<ArrayBuffer> {
  const { description, rows } = model;
  const size =
    'forest' in model ? { relation: 'forest' as const, ...sizeOf(model.forest) } : { relation: 'linear' as const };
  const header: ModelHeader = { description, ...size, trainingRows: rows === null ? null : shapeOf(rows) };
  const text = new TextEncoder().encode(writeHeader(header));
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bodyAt = PREFIX_BYTES + headerBytes;
  const rowsAt = bodyAt + bodyBytes(header);
  const hashAt = rowsAt + rowsBytes(header);
  const bytes = new Uint8Array(hashAt + HASH_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(8, VERSION, true);
  view.setUint32(12, headerBytes, true);
  bytes.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + headerBytes);
  bytes.set(text, PREFIX_BYTES);
  if ('forest' in model) writeForest(view, bodyAt, model.forest);
  else writeRelation(view, bodyAt, model.linear);
  if (rows !== null) writeTrainingRows(view, rowsAt, rows);
  bytes.set(sha256(bytes.subarray(0, hashAt)), hashAt);
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
  const bodyAt = PREFIX_BYTES + headerBytes;
  const rowsAt = bodyAt + bodyBytes(header);
  const needed = rowsAt + rowsBytes(header) + HASH_BYTES;
  const { description, trainingRows } = header;
  const { stations, covariates } = description;
  if (needed !== bytes.length) {
    const what =
      header.relation === 'forest'
        ? `${header.treeCount} trees, ${header.nodeCount} nodes`
        : `a linear relation of ${covariates.length} covariates`;
    throw new DomainError(
      'model-unreadable',
      `The header of the model says ${what} and ${stations} training rows, which need ${needed} bytes; the file has ${bytes.length}`,
    );
  }
  const relation =
    header.relation === 'forest'
      ? { forest: readForest(view, bodyAt, header, covariates.length) }
      : { linear: readRelation(view, bodyAt, levelCountsOf(header)) };
  const rows = trainingRows && readTrainingRows(view, rowsAt, trainingRows, stations, covariates.length);
  const { classes } = description.target;
  if (classes !== null) {
    const { forest } = relation;
    const leaves = forest?.value.filter((_, node) => forest.feature[node] === LEAF) ?? [];
    requireClassNumbers(leaves, classes, 'leaf');
    requireClassNumbers(rows?.target ?? [], classes, 'training row');
  }
  return { description, ...relation, rows };
}

function rowsBytes({ trainingRows, description: { stations, covariates } }: ModelHeader): number {
  return trainingRows === null ? 0 : trainingRowsBytes(trainingRows, stations, covariates.length);
}

/** A vote for a class that does not exist would be counted nowhere: shares would not add up to 1. */
function requireClassNumbers(numbers: ArrayLike<number>, classes: readonly string[], where: string): void {
  const strange = Array.from(numbers).find((number) => classes[number] === undefined);
  if (strange === undefined) return;
  throw new DomainError(
    'model-unreadable',
    `The model has ${classes.length} classes; a ${where} holds ${strange}, where a number from 0 to ${classes.length - 1} should stand`,
  );
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

function bodyBytes(header: ModelHeader): number {
  const covariateCount = header.description.covariates.length;
  return header.relation === 'forest' ? forestBytes(header, covariateCount) : relationBytes(levelCountsOf(header));
}

function levelCountsOf({ description }: ModelHeader): (number | null)[] {
  return description.covariates.map(({ levels }) => levels?.length ?? null);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
