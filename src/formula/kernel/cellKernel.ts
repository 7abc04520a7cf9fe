/** Operations of formulas over blocks of cells in WASM: lays out the memory that the modules of this folder work on. */
import { MemoryPlan, compileEmbedded, instantiateModule } from '../../core/wasm.ts';
import { cellsBase64 } from './cellsBytes.ts';
import { causes } from '../operations.ts';
import type { OperationName } from '../operations.ts';

/** Cells at a time: the registers of a usual formula stay in the fastest cache. At most 2046, for the counts of causes. */
export const blockCells = 512;

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

/** The functions that say why cells have no value. */
const explanationExports = {
  quotient: 'whyQuotient',
  power: 'whyPower',
  logarithm: 'whyLogarithm',
  root: 'whyRoot',
  arc: 'whyArc',
  overflow: 'whyOverflow',
  either: 'whyEither',
  choice: 'whyChoice',
} as const;

export type Explanation = keyof typeof explanationExports;

export interface CellKernel {
  /** `out[i] = operation(a[i], b[i], c[i])`, by registers; those that the operation does not need are ignored. */
  readonly operate: (operation: Computed, cells: number, out: number, a: number, b: number, c: number) => void;
  /** Begins a block: no cell lacks a value. */
  readonly begin: (cells: number) => void;
  /** A layer of a block into a register, NaN for nodata; its gaps are those of the result too. */
  readonly take: (layer: Float32Array, register: number) => void;
  /**
   * A register into as many cells; NaN where it or a layer has no value in float32's range.
   * @returns whether all have one but where a layer has none
   */
  readonly give: (register: number, out: Float32Array) => boolean;
  /** Why a result has no value, by registers: after its operands, while all hold what they held when it was computed. */
  readonly explain: (explanation: Explanation, cells: number, out: number, a: number, b: number, c: number) => void;
  /** Adds the causes of what was given last to `byCause`. @param register which was given, and explained */
  readonly count: (register: number, cells: number) => void;
  /** Cells without a value of the layers taken, by register. To be set to 0 by the caller. */
  readonly missingByLayer: Float64Array;
  /** Per entry of `causes`. To be set to 0 by the caller. */
  readonly byCause: Float64Array;
  readonly fill: (register: number, value: number) => void;
  /** A view: changes as registers do. */
  readonly valuesOf: (register: number) => Float64Array;
}

type Functions = Readonly<
  Record<
    (typeof exportOf)[Computed] | (typeof explanationExports)[Explanation] | 'take' | 'give' | 'count',
    (...numbers: number[]) => number
  >
>;

const registerBytes = 8 * blockCells;
/** The modules keep their own numbers below. */
const ownBytes = 8192;
/** Cells are worked on four at a time: up to three behind the last are computed as well, and not looked at. */
const cellsAtOnce = 4;

const compiled = compileEmbedded(cellsBase64);

function whole(cells: number): number {
  return Math.ceil(cells / cellsAtOnce) * cellsAtOnce;
}

/** With a memory of its own. */
export function createCellKernel(registers: number): CellKernel {
  const plan = new MemoryPlan();
  plan.take(ownBytes);
  const layerAt = plan.take(4 * blockCells);
  const missingAt = plan.take(4 * blockCells);
  const byLayerAt = plan.take(8 * registers);
  const byCauseAt = plan.take(8 * causes.length);
  const valuesAt = plan.take(registers * registerBytes);
  // Layers and numbers explain nothing: 0, as memory begins.
  const whysAt = plan.take(registers * registerBytes);
  // Of angles beyond what the modules turn.
  const { sin, cos, tan } = Math;
  const { functions, buffer } = instantiateModule<Functions>(compiled, plan.bytes, { sin, cos, tan });
  const layer = new Float32Array(buffer, layerAt, blockCells);
  const missing = new Float32Array(buffer, missingAt, blockCells);
  const at = (register: number): number => valuesAt + register * registerBytes;
  const whyAt = (register: number): number => whysAt + register * registerBytes;
  const valuesOf = (register: number): Float64Array => new Float64Array(buffer, at(register), blockCells);
  return {
    operate: (operation, cells, out, a, b, c) => {
      functions[exportOf[operation]](at(out), 8 * whole(cells), at(a), at(b), at(c));
    },
    begin: (cells) => void missing.fill(0, 0, cells).fill(Number.NaN, cells),
    take(values, register) {
      layer.set(values);
      layer.fill(0, values.length, whole(values.length));
      functions.take(layerAt, 4 * whole(values.length), at(register), missingAt, byLayerAt + 8 * register);
    },
    give(register, out) {
      const isUnexplained = functions.give(at(register), 4 * whole(out.length), layerAt, missingAt) === 1;
      out.set(layer.subarray(0, out.length));
      return !isUnexplained;
    },
    explain(explanation, cells, out, a, b, c) {
      const explain = functions[explanationExports[explanation]];
      explain(whyAt(out), 8 * whole(cells), at(out), whyAt(a), whyAt(b), whyAt(c), at(a), at(b));
    },
    count: (register, cells) => void functions.count(whyAt(register), 4 * whole(cells), layerAt, missingAt, byCauseAt),
    missingByLayer: new Float64Array(buffer, byLayerAt, registers),
    byCause: new Float64Array(buffer, byCauseAt, causes.length),
    fill: (register, value) => void valuesOf(register).fill(value),
    valuesOf,
  };
}
