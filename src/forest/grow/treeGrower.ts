/** Grows trees one after another, in a WASM module and a memory of its own. */
import { compileEmbedded, instantiateModule } from '../kernel/wasm.ts';
import type { CodedTable } from './codes.ts';
import { growBase64 } from './growBytes.ts';
import { COLUMN_BYTES, planGrower } from './growerAreas.ts';
import type { GrowerAreas } from './growerAreas.ts';

export interface GrowthLimits {
  /** Covariates drawn per split, 1 to their number. */
  readonly mtry: number;
  /** A node of at most this many sampled rows, repeats counted, is a leaf. */
  readonly minNodeSize: number;
  /** Infinity for no limit, as below. */
  readonly maxDepth: number;
  readonly maxLeaves: number;
  /** Cuts drawn at random per covariate; null to try every cut. */
  readonly randomCuts: number | null;
}

/** A tree as a forest has it, until the next one is grown. */
export interface GrownTree {
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  /** Index of the right child within the forest. */
  readonly right: Uint32Array;
  readonly value: Float64Array;
}

export interface TreeGrower {
  /** State of the random numbers by which a tree grows, to be seeded before each. */
  readonly randomState: Uint32Array;
  /**
   * @param drawn     how often each training row was drawn
   * @param firstNode index of the tree's first node within the forest
   */
  readonly grow: (drawn: Uint16Array, firstNode: number) => GrownTree;
}

interface GrowFunctions {
  readonly growTree: (grower: number, firstNode: number) => number;
}

/** What the module knows as no limit. */
const NO_LIMIT = 2 ** 32 - 1;
const compiled = compileEmbedded(growBase64);

export function createTreeGrower(table: CodedTable, limits: GrowthLimits): TreeGrower {
  const areas = planGrower({
    rowCount: table.target.length,
    covariateCount: table.codes.length,
    valueCount: table.values.reduce((sum, values) => sum + values.length, 0),
    classCount: table.classCount ?? 0,
    maxLeaves: limits.maxLeaves,
  });
  const { exports, buffer } = instantiateModule(compiled, areas.bytes);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test compares the module with its source
  const { growTree } = exports as unknown as GrowFunctions;
  writeFields(buffer, areas, table, limits);
  writeRecords(buffer, areas, table);
  writeColumns(buffer, areas.addresses.columns, table.values);
  const { addresses } = areas;
  const drawnRows = new Uint16Array(buffer, addresses.drawn, table.target.length);
  return {
    randomState: new Uint32Array(buffer, addresses.random, 4),
    grow(drawn, firstNode) {
      drawnRows.set(drawn);
      const nodes = growTree(0, firstNode);
      return {
        feature: new Int16Array(buffer, addresses.feature, nodes),
        threshold: new Float32Array(buffer, addresses.threshold, nodes),
        right: new Uint32Array(buffer, addresses.right, nodes),
        value: new Float64Array(buffer, addresses.value, nodes),
      };
    },
  };
}

function writeFields(buffer: ArrayBuffer, areas: GrowerAreas, table: CodedTable, limits: GrowthLimits): void {
  const fields = [
    table.target.length,
    table.codes.length,
    table.classCount ?? 0,
    limits.mtry,
    limits.minNodeSize,
    Math.min(limits.maxDepth, NO_LIMIT),
    Math.min(limits.maxLeaves, NO_LIMIT),
    limits.randomCuts ?? 0,
    areas.recordBytes,
    areas.codesAt,
    ...Object.values(areas.addresses),
  ];
  new Uint32Array(buffer, 0, fields.length).set(fields);
}

function writeRecords(buffer: ArrayBuffer, areas: GrowerAreas, { codes, target, classCount }: CodedTable): void {
  const { recordBytes, codesAt, addresses } = areas;
  const words = new Uint32Array(buffer, addresses.records, (recordBytes / 4) * target.length);
  const numbers = new Float64Array(buffer, addresses.records, (recordBytes / 8) * target.length);
  for (let row = 0; row < target.length; row++) {
    if (classCount === null) numbers[(recordBytes / 8) * row + 2] = target[row]!;
    else words[(recordBytes / 4) * row + 2] = target[row]!;
  }
  for (const [covariate, column] of codes.entries()) {
    let at = codesAt / 4 + covariate;
    for (let row = 0; row < column.length; row++, at += recordBytes / 4) words[at] = column[row]!;
  }
}

function writeColumns(buffer: ArrayBuffer, columns: number, values: readonly Float32Array[]): void {
  const fields = new Uint32Array(buffer, columns, (COLUMN_BYTES / 4) * values.length);
  let at = columns + COLUMN_BYTES * values.length;
  for (const [covariate, column] of values.entries()) {
    fields.set([at, column.length], (COLUMN_BYTES / 4) * covariate);
    new Float32Array(buffer, at, column.length).set(column);
    at += 4 * column.length;
  }
}
