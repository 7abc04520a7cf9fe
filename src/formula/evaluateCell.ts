/** A formula in one cell, step by step: slow, and able to say why there is no value. */
import { isStrict, strictOperations } from './operations.ts';
import type { Expression } from './expression.ts';
import type { Cause } from './operations.ts';

/** @param values of the formula's layers, finite. @returns a finite number, or why there is none */
export function evaluateCell(expression: Expression, values: readonly number[]): number | Cause {
  if (expression.kind === 'number') return expression.value;
  if (expression.kind === 'layer') return values[expression.layer]!;
  const { operation, operands } = expression;
  const value = (place: number): number | Cause => evaluateCell(operands[place]!, values);
  const first = value(0);
  if (typeof first === 'string') return first;
  if (isStrict(operation)) {
    const second = operands.length > 1 ? value(1) : 0;
    if (typeof second === 'string') return second;
    const { apply, cause } = strictOperations[operation];
    const result = apply(first, second);
    return Number.isFinite(result) ? result : (cause?.(first, second) ?? 'overflow');
  }
  if (operation === 'choose') return value(first !== 0 ? 1 : 2);
  // What the first operand settles is settled, whether or not the second has a value.
  if ((first !== 0) === (operation === 'or')) return first !== 0 ? 1 : 0;
  const second = value(1);
  return typeof second === 'string' ? second : Number(second !== 0);
}
