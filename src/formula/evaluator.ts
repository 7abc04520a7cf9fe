/** A formula over whole columns of cells, with a count of the cells that have no value, by cause. */
import { compile } from './compile.ts';
import { evaluateCell } from './evaluateCell.ts';
import { causes } from './operations.ts';
import type { Formula } from './expression.ts';
import type { Cause } from './operations.ts';

/** Cells without a value. They add up over the parts of a map. */
export interface FormulaTally {
  /** Per layer of the formula, in its order. A cell may lack several. */
  readonly byLayer: Float64Array;
  /** Per entry of `causes`: cells whose layers all have values. */
  readonly byCause: Float64Array;
}

/**
 * @param columns of the formula's layers, NaN for nodata; length at least `count`
 * @param out     length at least `count`; NaN where a layer has no value, even one that this cell's branch does not
 *   need, and where the formula has none
 */
export type Evaluate = (
  columns: readonly Float32Array[],
  count: number,
  out: Float32Array,
  tally: FormulaTally,
) => void;

/** Cells at a time: the registers of a usual formula stay in the fastest cache. */
const blockCells = 1024;

export function createTally({ layers }: Pick<Formula, 'layers'>): FormulaTally {
  return { byLayer: new Float64Array(layers.length), byCause: new Float64Array(causes.length) };
}

/** Compiles once; one evaluator serves one thread, since calls share its registers. */
export function createEvaluator(formula: Formula): Evaluate {
  const { numbers, steps, registers, result } = compile(formula);
  const files = Array.from({ length: registers }, () => new Float64Array(blockCells));
  for (const { register, value } of numbers) files[register]!.fill(value);
  const missing = new Float64Array(blockCells);
  return (columns, count, out, tally) => {
    for (let start = 0; start < count; start += blockCells) {
      const cells = Math.min(blockCells, count - start);
      missing.fill(0);
      for (const [layer, column] of columns.entries()) load(column, start, files[layer]!, missing, cells);
      for (const { kernel, operands, out: to } of steps) {
        kernel(files[to]!, files[operands[0]]!, files[operands[1]]!, files[operands[2]]!, cells);
      }
      if (!store(files[result]!, missing, out, start, cells)) explain(formula, columns, out, start, cells, tally);
    }
  };
}

/** Copies a layer, and remembers in `missing` by NaN where it has no value. */
function load(column: Float32Array, start: number, into: Float64Array, missing: Float64Array, cells: number): void {
  for (let i = 0; i < cells; i++) {
    const value = column[start + i]!;
    into[i] = value;
    missing[i]! += value - value;
  }
}

/** @returns whether every cell has a value that float32 can hold */
function store(from: Float64Array, missing: Float64Array, out: Float32Array, start: number, cells: number): boolean {
  let sum = 0;
  for (let i = 0; i < cells; i++) {
    const value = Math.fround(from[i]! + missing[i]!);
    out[start + i] = value;
    sum += value - value;
  }
  return sum === 0;
}

/** Counts the cells without a value, each for its reason. */
function explain(
  { expression }: Formula,
  columns: readonly Float32Array[],
  out: Float32Array,
  start: number,
  cells: number,
  { byLayer, byCause }: FormulaTally,
): void {
  const values = columns.map(() => Number.NaN);
  for (let i = start; i < start + cells; i++) {
    if (Number.isFinite(out[i])) continue;
    out[i] = Number.NaN;
    let lacking = false;
    for (let layer = 0; layer < columns.length; layer++) {
      const value = columns[layer]![i]!;
      values[layer] = value;
      if (Number.isFinite(value)) continue;
      byLayer[layer]!++;
      lacking = true;
    }
    if (lacking) continue;
    const found = evaluateCell(expression, values);
    // A number that float64 holds and float32 does not.
    const cause: Cause = typeof found === 'string' ? found : 'overflow';
    byCause[causes.indexOf(cause)]!++;
  }
}
