/** A formula over whole columns of cells, with a count of the cells that have no value, by cause. */
import { compile } from './compile.ts';
import { blockCells, createCellKernel } from './kernel/cellKernel.ts';
import { explanationOf } from './explain.ts';
import { causes } from './operations.ts';
import type { Formula } from './expression.ts';

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

export function createTally({ layers }: Pick<Formula, 'layers'>): FormulaTally {
  return { byLayer: new Float64Array(layers.length), byCause: new Float64Array(causes.length) };
}

/** Compiles once; one evaluator serves one thread, since calls share its registers. */
export function createEvaluator(formula: Formula): Evaluate {
  const { numbers, steps, registers, result } = compile(formula);
  const kernel = createCellKernel(registers);
  for (const { register, value } of numbers) kernel.fill(register, value);
  const explanations = steps.map((step) => ({ ...step, explanation: explanationOf(step.operation) }));
  return (columns, count, out, tally) => {
    kernel.missingByLayer.fill(0);
    kernel.byCause.fill(0);
    for (let start = 0; start < count; start += blockCells) {
      const end = Math.min(start + blockCells, count);
      kernel.begin(end - start);
      for (const [layer, column] of columns.entries()) kernel.take(column.subarray(start, end), layer);
      for (const { operation, operands, out: to } of steps) kernel.operate(operation, end - start, to, ...operands);
      if (kernel.give(result, out.subarray(start, end))) continue;
      for (const { explanation, operands, out: to } of explanations) {
        kernel.explain(explanation, end - start, to, ...operands);
      }
      kernel.count(result, end - start);
    }
    addTo(tally.byLayer, kernel.missingByLayer);
    addTo(tally.byCause, kernel.byCause);
  };
}

function addTo(sums: Float64Array, counts: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i]! += counts[i]!;
}
