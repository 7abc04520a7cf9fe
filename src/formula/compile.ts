/** A formula as a list of steps over registers, in the order in which they can be run. */
import { kernelOf } from './kernels.ts';
import type { Expression, Formula } from './expression.ts';
import type { Kernel } from './kernels.ts';

interface Step {
  readonly kernel: Kernel;
  /** Registers; places that the kernel does not need repeat the first. */
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

export function compile({ expression, layers }: Pick<Formula, 'expression' | 'layers'>): Program {
  const values = [...new Set(numbersIn(expression))];
  const firstFree = layers.length + values.length;
  const steps: Step[] = [];
  const free: number[] = [];
  let registers = firstFree;
  const place = (part: Expression): number => {
    if (part.kind === 'layer') return part.layer;
    if (part.kind === 'number') return layers.length + values.indexOf(part.value);
    const operands = part.operands.map(place);
    // A result may take an operand's register: kernels read a cell before they write it.
    free.push(...operands.filter((register) => register >= firstFree));
    const out = free.pop() ?? registers++;
    const [a, b, c] = operands;
    // A product is twenty times as fast as a power.
    if (isSquare(part)) steps.push({ kernel: kernelOf('*'), operands: [a!, a!, a!], out });
    else steps.push({ kernel: kernelOf(part.operation), operands: [a!, b ?? a!, c ?? a!], out });
    return out;
  };
  const result = place(expression);
  return { numbers: values.map((value, i) => ({ register: layers.length + i, value })), steps, registers, result };
}

function numbersIn(part: Expression): number[] {
  if (part.kind === 'number') return [part.value];
  return part.kind === 'call' ? part.operands.flatMap(numbersIn) : [];
}

function isSquare({ operation, operands }: Extract<Expression, { kind: 'call' }>): boolean {
  const exponent = operands[1];
  return operation === '^' && exponent?.kind === 'number' && exponent.value === 2;
}
