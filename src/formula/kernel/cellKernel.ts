/** Operations of formulas over blocks of cells in WASM: lays out the memory that the modules of this folder work on. */
import { compileEmbedded, instantiateModule } from '../../core/wasm.ts';
import { cellsBase64 } from './cellsBytes.ts';
import type { OperationName } from '../operations.ts';

/** Cells at a time: the registers of a usual formula stay in the fastest cache. */
export const blockCells = 1024;

/** The functions of the modules. Two that compare the other way round are those of exchanged operands. */
const exportOf = {
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '^': 'power',
  '<': 'less',
  '<=': 'atMost',
  '==': 'equal',
  '!=': 'unequal',
  and: 'and',
  or: 'or',
  not: 'not',
  choose: 'choose',
  negate: 'negate',
  min: 'least',
  max: 'most',
  abs: 'abs',
  sign: 'sign',
  sqrt: 'sqrt',
  cbrt: 'cbrt',
  floor: 'floor',
  ceil: 'ceil',
  round: 'round',
  exp: 'exp',
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  asin: 'asin',
  acos: 'acos',
  atan: 'atan',
  atan2: 'atan2',
} as const satisfies Record<Exclude<OperationName, '>' | '>='>, string>;

export type Computed = keyof typeof exportOf;

export interface CellKernel {
  /** `out[i] = operation(a[i], b[i], c[i])`, by registers; those that the operation does not need are ignored. */
  readonly operate: (operation: Computed, cells: number, out: number, a: number, b: number, c: number) => void;
  /** Begins a block: no cell lacks a value. */
  readonly begin: () => void;
  /** A layer of up to `blockCells` cells, NaN for nodata, into a register; its gaps are those of the result too. */
  readonly take: (layer: Float32Array, register: number) => void;
  /** A register into as many cells; NaN where a layer has no value. @returns whether all have one in float32's range */
  readonly give: (register: number, out: Float32Array) => boolean;
  readonly fill: (register: number, value: number) => void;
  /** A view: changes as registers do. */
  readonly valuesOf: (register: number) => Float64Array;
}

type Functions = Readonly<Record<(typeof exportOf)[Computed] | 'take' | 'give', (...numbers: number[]) => number>>;

const registerBytes = 8 * blockCells;
/** The modules keep their own numbers below. */
const layerAt = 8192;
const missingAt = layerAt + 4 * blockCells;
const firstRegister = missingAt + 4 * blockCells;
/** Cells are worked on four at a time: up to three behind the last are computed as well, and not looked at. */
const cellsAtOnce = 4;

const compiled = compileEmbedded(cellsBase64);

function whole(cells: number): number {
  return Math.ceil(cells / cellsAtOnce) * cellsAtOnce;
}

/** With a memory of its own. */
export function createCellKernel(registers: number): CellKernel {
  // Of angles beyond what the modules turn.
  const { sin, cos, tan } = Math;
  const bytes = firstRegister + registers * registerBytes;
  const { functions, buffer } = instantiateModule<Functions>(compiled, bytes, { sin, cos, tan });
  const layer = new Float32Array(buffer, layerAt, blockCells);
  const missing = new Float32Array(buffer, missingAt, blockCells);
  const at = (register: number): number => firstRegister + register * registerBytes;
  const valuesOf = (register: number): Float64Array => new Float64Array(buffer, at(register), blockCells);
  return {
    operate: (operation, cells, out, a, b, c) => {
      functions[exportOf[operation]](at(out), 8 * whole(cells), at(a), at(b), at(c));
    },
    begin: () => missing.fill(0),
    take(values, register) {
      layer.set(values);
      functions.take(layerAt, 4 * whole(values.length), at(register), missingAt);
    },
    give(register, out) {
      const isWhole = functions.give(at(register), 4 * whole(out.length), layerAt, missingAt) === 1;
      out.set(layer.subarray(0, out.length));
      return isWhole;
    },
    fill: (register, value) => void valuesOf(register).fill(value),
    valuesOf,
  };
}
