/** Why cells have no value: a block once more, step by step, with what each step lacked. */
import { compile } from './compile.ts';
import { blockCells, createCellKernel } from './kernel/cellKernel.ts';
import { causes, isStrict, strictOperations } from './operations.ts';
import type { Step } from './compile.ts';
import type { FormulaTally } from './evaluator.ts';
import type { Formula } from './expression.ts';
import type { Cause } from './operations.ts';

/** Counts the cells of `out` that are not finite, by what they lack, and makes them NaN. @param columns and out of a block */
export type Explain = (columns: readonly Float32Array[], out: Float32Array, tally: FormulaTally) => void;

/** What a register lacks, by cell: 0 for nothing, else a cause by its number from 1. */
type Lacks = Uint8Array;

export function createExplainer(formula: Formula): Explain {
  const { numbers, steps, registers, result } = compile(formula, false);
  // Few maps need it.
  let kernel: ReturnType<typeof createCellKernel> | null = null;
  const lacks: readonly Lacks[] = Array.from({ length: registers }, () => new Uint8Array(blockCells));
  return (columns, out, tally) => {
    if (kernel === null) {
      kernel = createCellKernel(registers);
      for (const { register, value } of numbers) kernel.fill(register, value);
    }
    for (const [layer, column] of columns.entries()) kernel.take(column, layer);
    for (const step of steps) {
      kernel.operate(step.operation, out.length, step.out, ...step.operands);
      const [a, b] = step.operands.map(kernel.valuesOf);
      explainStep(step, lacks, [a!, b!, kernel.valuesOf(step.out)], out.length);
    }
    count(columns, lacks[result]!, out, tally);
  };
}

/** @param values of the first two operands and of the result */
function explainStep(
  { operation, operands, out }: Step,
  lacks: readonly Lacks[],
  [a, b, results]: readonly [Float64Array, Float64Array, Float64Array],
  cells: number,
): void {
  const [ofA, ofB, ofC] = [lacks[operands[0]]!, lacks[operands[1]]!, lacks[operands[2]]!];
  const found = lacks[out]!;
  for (let i = 0; i < cells; i++) {
    if (!Number.isNaN(results[i])) found[i] = 0;
    else if (ofA[i] !== 0) found[i] = ofA[i]!;
    // What the first operand settles is settled, whether or not the others have a value.
    else if (operation === 'choose') found[i] = a[i] !== 0 ? ofB[i]! : ofC[i]!;
    else if (ofB[i] !== 0 || !isStrict(operation)) found[i] = ofB[i]!;
    else found[i] = 1 + causes.indexOf(causeOf(operation, a[i]!, b[i]!));
  }
}

function causeOf(operation: keyof typeof strictOperations, a: number, b: number): Cause {
  return strictOperations[operation].cause?.(a, b) ?? 'overflow';
}

function count(columns: readonly Float32Array[], lacks: Lacks, out: Float32Array, tally: FormulaTally): void {
  for (let i = 0; i < out.length; i++) {
    if (Number.isFinite(out[i])) continue;
    out[i] = Number.NaN;
    let lacking = false;
    for (let layer = 0; layer < columns.length; layer++) {
      if (Number.isFinite(columns[layer]![i])) continue;
      tally.byLayer[layer]!++;
      lacking = true;
    }
    // A number that float64 holds and float32 does not lacks nothing by the steps.
    if (!lacking) tally.byCause[lacks[i] === 0 ? causes.indexOf('overflow') : lacks[i]! - 1]!++;
  }
}
