/**
 * What a formula may compute, one row each. Numbers are float64; truth is 1 and falsehood 0, and any number but 0 is
 * true. Angles are radians. An operation whose result is not a finite number has no value, and the row says why.
 */

/** Why a cell whose layers all have values has none itself. The kernel counts in this order. */
export const causes = [
  'division by zero',
  'logarithm of zero or of a negative number',
  'square root of a negative number',
  'fractional power of a negative number',
  'arc sine or arc cosine of a number beyond ±1',
  'overflow',
] as const;

interface Operation {
  /** Numbers of operands that it takes; more than two are taken in pairs from the left. */
  readonly least: number;
  readonly most: number;
  /** How the kernel tells the cause for finite operands without a finite result; overflow where it is left out. */
  readonly cause?: 'quotient' | 'power' | 'logarithm' | 'root' | 'arc';
}

const one = { least: 1, most: 1 };
const two = { least: 2, most: 2 };
const several = { least: 2, most: 16 };
const logarithm = { ...one, cause: 'logarithm' } as const;
const arc = { ...one, cause: 'arc' } as const;

/** Every operand has to have a value. */
const strictOperators = {
  '+': two,
  '-': two,
  '*': two,
  '/': { ...two, cause: 'quotient' },
  '^': { ...two, cause: 'power' },
  negate: one,
  '<': two,
  '<=': two,
  '>': two,
  '>=': two,
  '==': two,
  '!=': two,
  not: one,
} as const satisfies Record<string, Operation>;

/** Those that are written with parentheses. */
export const functions = {
  abs: one,
  sqrt: { ...one, cause: 'root' },
  cbrt: one,
  exp: one,
  log: logarithm,
  log2: logarithm,
  log10: logarithm,
  sin: one,
  cos: one,
  tan: one,
  asin: arc,
  acos: arc,
  atan: one,
  atan2: two,
  floor: one,
  ceil: one,
  // Halves away from zero, as people round.
  round: one,
  sign: one,
  min: several,
  max: several,
} as const satisfies Record<string, Operation>;

/** Those whose value may hang on one operand alone: the other need not have one. */
type LazyName = 'and' | 'or' | 'choose';
type StrictName = keyof typeof strictOperators | keyof typeof functions;
export type OperationName = StrictName | LazyName;

export const strictOperations: Readonly<Record<StrictName, Operation>> = { ...strictOperators, ...functions };

/** Numbers with a name. */
export const constants: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

export function isStrict(name: OperationName): name is StrictName {
  return Object.hasOwn(strictOperations, name);
}

export function isFunction(name: string): name is keyof typeof functions {
  return Object.hasOwn(functions, name);
}
