/** Grows trees one after another, in a WASM module and a memory of its own. */
import { compileEmbedded, instantiateModule } from '../../core/wasm.ts';
import { growBase64 } from './growBytes.ts';
import { planGrower } from './growerAreas.ts';
import type { GrowerAreas } from './growerAreas.ts';

export interface GrowthTable {
  /** One array per covariate, all rows of the table, finite. */
  readonly columns: readonly Float32Array[];
  /** Of all rows of the table: a number, or the number of its class. */
  readonly target: Float64Array;
  /** The rows to train on, as indices into the columns. */
  readonly rows: Uint32Array;
  /** null where the target is a number. */
  readonly classCount: number | null;
}

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
  readonly codeColumn: (grower: number, covariate: number, column: number) => void;
  readonly growTree: (grower: number, firstNode: number) => number;
}

/** Where a record holds its target, where it holds its class. */
const TARGET_AT = 16;
const CLASS_AT = 8;
/** What the module knows as no limit. */
const NO_LIMIT = 2 ** 32 - 1;
const compiled = compileEmbedded(growBase64);

/** Where the module finds its fields. */
const GROWER = 0;

export function createTreeGrower(table: GrowthTable, limits: GrowthLimits): TreeGrower {
  const rowCount = table.rows.length;
  const areas = planGrower({
    rowCount,
    covariateCount: table.columns.length,
    classCount: table.classCount ?? 0,
    maxLeaves: limits.maxLeaves,
  });
  const { addresses } = areas;
  const { functions, buffer } = instantiateModule<GrowFunctions>(compiled, areas.bytes);
  writeFields(buffer, areas, table, limits);
  writeTargets(buffer, areas, table);
  const column = new Float32Array(buffer, addresses.spareRows, rowCount);
  for (const [covariate, values] of table.columns.entries()) {
    for (let i = 0; i < rowCount; i++) column[i] = values[table.rows[i]!]!;
    functions.codeColumn(GROWER, covariate, addresses.spareRows);
  }
  const drawnRows = new Uint16Array(buffer, addresses.drawn, rowCount);
  return {
    randomState: new Uint32Array(buffer, addresses.random, 4),
    grow(drawn, firstNode) {
      drawnRows.set(drawn);
      const nodes = functions.growTree(GROWER, firstNode);
      return {
        feature: new Int16Array(buffer, addresses.feature, nodes),
        threshold: new Float32Array(buffer, addresses.threshold, nodes),
        right: new Uint32Array(buffer, addresses.right, nodes),
        value: new Float64Array(buffer, addresses.value, nodes),
      };
    },
  };
}

function writeFields(buffer: ArrayBuffer, areas: GrowerAreas, table: GrowthTable, limits: GrowthLimits): void {
  const fields = [
    table.rows.length,
    table.columns.length,
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
  new Uint32Array(buffer, GROWER, fields.length).set(fields);
}

function writeTargets(buffer: ArrayBuffer, areas: GrowerAreas, { target, rows, classCount }: GrowthTable): void {
  const records = new DataView(buffer, areas.addresses.records);
  for (const [i, row] of rows.entries()) {
    const at = areas.recordBytes * i;
    if (classCount === null) records.setFloat64(at + TARGET_AT, target[row]!, true);
    else records.setUint32(at + CLASS_AT, target[row]!, true);
  }
}
