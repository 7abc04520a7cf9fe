/** A formula in one cell, step by step: slow, and able to say why there is no value. */
import { isStrict, strictOperations } from './operations.ts';
import type { Expression } from './expression.ts';
import type { Cause } from './operations.ts';

/** @param values of the formula's layers, finite. @returns a finite number, or why there is none */
export function evaluateCell(expression: Expression, values: readonly number[]): number | Cause {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'layer') return values[expression.layer]!;
  const { operation, operands } = expression;
  const first = evaluateCell(operands[0]!, values);
  if (typeof first === 'string') return first;
  // What the first operand settles is settled, whether or not the others have a value.
  if (operation === 'choose') return evaluateCell(operands[first !== 0 ? 1 : 2]!, values);
  if (operation === 'and' && first === 0) return 0;
  if (operation === 'or' && first !== 0) return 1;
  const second = operands.length > 1 ? evaluateCell(operands[1]!, values) : 0;
  if (typeof second === 'string') return second;
  if (!isStrict(operation)) return Number(second !== 0);
  const { apply, cause } = strictOperations[operation];
  const result = apply(first, second);
  return Number.isFinite(result) ? result : (cause?.(first, second) ?? 'overflow');
}
