import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../src/core/random.ts';
import { blockCells, createCellKernel } from '../../../src/formula/kernel/cellKernel.ts';
import type { Computed } from '../../../src/formula/kernel/cellKernel.ts';

type Meaning = (a: number, b: number) => number;

/** What operations mean, by the engine. */
const meanings = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  negate: (a) => -a,
  not: (a) => Number(a === 0),
  // Math.round takes halves up.
  round: (a) => Math.sign(a) * Math.round(Math.abs(a)),
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  floor: Math.floor,
  ceil: Math.ceil,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  min: Math.min,
  max: Math.max,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
} satisfies Readonly<Partial<Record<Computed, Meaning>>>;

const kernel = createCellKernel(3);

/** Of up to a block of operands. A formula has no negative zero. */
function compute(operation: Computed, a: readonly number[], b = a): number[] {
  kernel.valuesOf(0).set(a);
  kernel.valuesOf(1).set(b);
  kernel.operate(operation, a.length, 2, 0, 1, 0);
  return Array.from(kernel.valuesOf(2).subarray(0, a.length), (value) => value + 0);
}

/** How far two numbers lie apart, in units of the last place of the second. */
function unitsApart(value: number, wanted: number): number {
  if (Object.is(value, wanted) || value === wanted) return 0;
  const exponent = Math.max(-1022, Math.floor(Math.log2(Math.abs(wanted))));
  return Math.abs(value - wanted) / 2 ** (exponent - 52);
}

const random = createRandom(20260101);
const between = (low: number, high: number): number => low + (high - low) * random.nextUnit();
/** Of any size between two powers of ten. */
const ofSize = (low: number, high: number): number => 10 ** between(low, high);
const signed = (size: number): number => (random.nextUnit() < 0.5 ? -size : size);
const many = (draw: () => number): number[] => Array.from({ length: blockCells }, draw);

/** Operands, and by how many units of the last place the engine's own result may differ, itself off by up to one. */
const inexact: readonly (readonly [keyof typeof meanings, () => number, (() => number) | undefined, number])[] = [
  ['exp', () => between(-700, 700), undefined, 1],
  ['exp', () => signed(ofSize(-12, 0)), undefined, 1],
  ['log', () => ofSize(-300, 300), undefined, 1],
  ['log', () => 1 + signed(ofSize(-15, -1)), undefined, 1],
  ['log2', () => ofSize(-300, 300), undefined, 2],
  ['log10', () => ofSize(-300, 300), undefined, 2],
  ['cbrt', () => signed(ofSize(-300, 300)), undefined, 1],
  ['^', () => ofSize(-3, 3), () => signed(ofSize(-3, 2)), 2],
  ['^', () => between(0.9, 1.1), () => between(-2000, 2000), 2],
  ['sin', () => signed(ofSize(-6, 6)), undefined, 2],
  ['cos', () => signed(ofSize(-6, 6)), undefined, 2],
  ['tan', () => signed(ofSize(-6, 6)), undefined, 3],
  ['asin', () => between(-1, 1), undefined, 3],
  ['acos', () => between(-1, 1), undefined, 3],
  ['acos', () => 1 - ofSize(-12, -1), undefined, 3],
  ['atan', () => signed(ofSize(-6, 6)), undefined, 3],
  ['atan2', () => signed(ofSize(-3, 3)), () => signed(ofSize(-3, 3)), 3],
];

describe('createCellKernel', () => {
  it.each(inexact)('%s is what the engine gives, to the last places (%#)', (operation, drawA, drawB, units) => {
    const [a, b] = [many(drawA), many(drawB ?? drawA)];
    const values = compute(operation, a, b);
    a.forEach((x, i) => {
      const wanted = meanings[operation](x, b[i]!);
      expect(unitsApart(values[i]!, wanted), `${operation} of ${x}, ${b[i]}: ${values[i]}`).toBeLessThanOrEqual(units);
    });
  });

  it.each(['+', '-', '*', '/', '<', '<=', '==', '!=', 'min', 'max'] as const)('%s is exact', (operation) => {
    const [a, b] = [many(() => Math.round(between(-4, 4))), many(() => Math.round(between(-4, 4)))];
    const wanted = a.map((x, i) => meanings[operation](x, b[i]!));
    expect(compute(operation, a, b)).toEqual(wanted.map((value) => (Number.isFinite(value) ? value + 0 : Number.NaN)));
  });

  it.each(['negate', 'abs', 'sign', 'sqrt', 'floor', 'ceil', 'round', 'not'] as const)('%s is exact', (operation) => {
    const a = [...many(() => between(-3, 3)).slice(8), -2.5, -1.5, -0.5, 0, 0.5, 1.5, 2.5, 0.49999999999999994];
    const meaning: Meaning = meanings[operation];
    expect(compute(operation, a)).toEqual(a.map((x) => meaning(x, 0) + 0));
  });

  it('gives whole numbers where the result is one', () => {
    const whole = Array.from({ length: 16 }, (_, i) => i - 5);
    expect(compute('log2', whole.map((n) => 2 ** n))).toEqual(whole); // prettier-ignore
    const tens = [1, 10, 100, 1000, 1e6, 1e15, 1e22];
    expect(compute('log10', tens)).toEqual([0, 1, 2, 3, 6, 15, 22]);
    expect(compute('cbrt', [27, -125, 1e9, 0])).toEqual([3, -5, 1000, 0]);
    expect(compute('^', [3, -3, -3, 10, 2, 7, 0.5], [4, 3, 2, 15, -3, 0, -1074 + 1064])).toEqual([
      81, -27, 9, 1e15, 0.125, 1, 1024,
    ]);
  });

  it('has no value where there is none, and the limits where there are', () => {
    const none = Number.NaN;
    expect(compute('log', [0, -1, none, 5e-324])).toEqual([none, none, none, Math.log(5e-324)]);
    expect(compute('exp', [710, -746, none, -745, 0])).toEqual([none, 0, none, 5e-324, 1]);
    expect(compute('sqrt', [-1, 4])).toEqual([none, 2]);
    expect(compute('/', [1, 0], [0, 0])).toEqual([none, none]);
    expect(compute('^', [0, 0, 0, -8, -8, 2, none, 1, 0.5], [-1, 0, 2, 1 / 3, 3, 1e300, 0, 1e300, 1e300])).toEqual([
      none,
      1,
      0,
      none,
      -512,
      none,
      none,
      1,
      0,
    ]);
    expect(compute('asin', [1.5, -1, 1])).toEqual([none, -Math.PI / 2, Math.PI / 2]);
    expect(compute('atan2', [0, 0, 1, -1, 1e308, 0], [0, -1, 0, 0, 1e308, 1])).toEqual(
      [0, 0, 1, -1, 1e308, 0].map((y, i) => Math.atan2(y, [0, -1, 0, 0, 1e308, 1][i]!)),
    );
  });

  it('turns angles of any size', () => {
    const far = [1e7, -3e15, 1e300, 0.5];
    for (const name of ['sin', 'cos', 'tan'] as const) {
      expect(compute(name, far).slice(0, 3)).toEqual(far.map((x) => Math[name](x)).slice(0, 3));
    }
    // The nearest that float64 comes to a multiple of π / 2 among whole numbers below the limit.
    expect(compute('sin', [Math.PI, 710 * 1, 104348])).toEqual([Math.PI, 710, 104348].map(Math.sin));
  });

  it('writes over its own operand', () => {
    kernel.valuesOf(0).fill(9);
    kernel.operate('sqrt', 5, 0, 0, 0, 0);
    expect([...kernel.valuesOf(0).subarray(0, 5)]).toEqual([3, 3, 3, 3, 3]);
  });

  it('takes layers and gives results, whatever the count of cells, and counts those without a value', () => {
    const layer = Float32Array.of(1, Number.NaN, 3, 4, Number.NaN);
    const out = new Float32Array(5);
    kernel.missingByLayer.fill(0);
    kernel.begin(5);
    kernel.take(layer, 0);
    expect(kernel.give(0, out)).toBe(true);
    expect([...out]).toEqual([...layer]);
    kernel.begin(4);
    kernel.take(layer.subarray(0, 4), 0);
    expect(kernel.give(0, out.subarray(0, 4))).toBe(true);
    expect([...kernel.missingByLayer]).toEqual([3, 0, 0]);
    kernel.valuesOf(0).fill(1e300);
    expect(kernel.give(0, out.subarray(0, 4))).toBe(false);
    expect([...out.subarray(0, 4)]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
    kernel.byCause.fill(0);
    kernel.count(0, 4);
    // The second for want of the layer.
    expect([...kernel.byCause]).toEqual([0, 0, 0, 0, 0, 3]);
  });
});
