/** A formula as a list of steps over registers, in the order in which they can be run. */
import type { Expression, Formula } from './expression.ts';
import type { Computed } from './kernel/cellKernel.ts';

interface Step {
  readonly operation: Computed;
  /** Registers; places that the operation does not need repeat the first. */
  readonly operands: readonly [number, number, number];
  readonly out: number;
}

export interface Program {
  /** Registers filled once: the numbers of the formula. */
  readonly numbers: readonly { readonly register: number; readonly value: number }[];
  readonly steps: readonly Step[];
  /** How many there are: the layers in their order, then the numbers, then what lies between. */
  readonly registers: number;
  /** Register of the result. */
  readonly result: number;
}

/** A register for each result: why one has no value is asked when all have been computed. */
export function compile({ expression, layers }: Pick<Formula, 'expression' | 'layers'>): Program {
  const values = [...new Set(numbersIn(expression))];
  const firstFree = layers.length + values.length;
  const steps: Step[] = [];
  const place = (part: Expression): number => {
    if (part.kind === 'layer') return part.layer;
    if (part.kind === 'number') return layers.length + values.indexOf(part.value);
    const [a, b, c] = part.operands.map(place);
    const out = firstFree + steps.length;
    steps.push({ ...computation(part, [a!, b ?? a!, c ?? a!]), out });
    return out;
  };
  const result = place(expression);
  const numbers = values.map((value, i) => ({ register: layers.length + i, value }));
  return { numbers, steps, registers: firstFree + steps.length, result };
}

function numbersIn(part: Expression): number[] {
  if (part.kind === 'number') return [part.value];
  return part.kind === 'call' ? part.operands.flatMap(numbersIn) : [];
}

/** What is computed in a call's stead. */
function computation(
  { operation, operands }: Extract<Expression, { kind: 'call' }>,
  [a, b, c]: Step['operands'],
): Pick<Step, 'operation' | 'operands'> {
  if (operation === '>') return { operation: '<', operands: [b, a, c] };
  if (operation === '>=') return { operation: '<=', operands: [b, a, c] };
  const exponent = operands[1];
  // A product takes a tenth of a power's time.
  const isSquare = operation === '^' && exponent?.kind === 'number' && exponent.value === 2;
  return isSquare ? { operation: '*', operands: [a, a, a] } : { operation, operands: [a, b, c] };
}
