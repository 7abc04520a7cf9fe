import * as fc from 'fast-check';
import { all, create } from 'mathjs/number';
import { describe, expect, it } from 'vitest';
import { createEvaluator, createTally } from '../../src/formula/evaluator.ts';
import { causes, functions } from '../../src/formula/operations.ts';
import { parseFormula } from '../../src/processes/inputs/parseFormula.ts';
import type { FormulaTally } from '../../src/formula/evaluator.ts';

// By default it takes numbers for equal that differ by 1e-12.
const { parse } = create(all!, { relTol: 1e-17, absTol: 0 });
const names = ['a', 'b', 'c'];

interface Result {
  readonly out: Float32Array;
  readonly tally: FormulaTally;
}

/** The formula over columns by the name of its layers. */
async function evaluate(text: string, columns: Readonly<Record<string, readonly number[]>>): Promise<Result> {
  const formula = await parseFormula(text, Object.keys(columns));
  const cells = Object.values(columns)[0]!.length;
  const out = new Float32Array(cells);
  const tally = createTally(formula);
  const used = formula.layers.map((layer) => Float32Array.from(columns[layer]!));
  createEvaluator(formula)(used, cells, out, tally);
  return { out, tally };
}

function causesOf({ tally }: Result): Record<string, number> {
  const counted = causes.map((cause, i) => [cause, tally.byCause[i]!] as const);
  return Object.fromEntries(counted.filter(([, cells]) => cells > 0));
}

/** Texts of formulas without conditions, so that every part of them is evaluated. */
const strictText = fc.letrec<{ expression: string; call: string; leaf: string }>((tie) => ({
  expression: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('call')),
  leaf: fc.oneof(
    fc.constantFrom(...names, 'pi', 'e'),
    fc.integer({ min: 0, max: 36 }).map((quarters) => String(quarters / 4)),
  ),
  call: fc.oneof(
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '^', '<', '>=', '!='), tie('expression'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('expression').map((inner) => `-${inner}`),
    fc
      .tuple(fc.constantFrom(...Object.keys(functions)), tie('expression'), tie('expression'))
      .map(([name, left, right]) =>
        functions[name as keyof typeof functions].most === 1 ? `${name}(${left})` : `${name}(${left}, ${right})`,
      ),
  ),
})).expression;

const scope = fc.record({
  a: fc.integer({ min: -64, max: 64 }).map((n) => n / 16),
  b: fc.integer({ min: -64, max: 64 }).map((n) => n / 16),
  c: fc.constantFrom(-1, 0, 0.5, 1, 2),
});

/** What mathjs makes of it; NaN where any part of it is no finite number. */
function judge(text: string, values: Record<string, number>): number {
  let whole = true;
  parse(text).traverse((node) => {
    if (node.type !== 'SymbolNode' || Object.hasOwn(values, node.toString())) {
      const value: unknown = node.evaluate({ ...values });
      if (!Number.isFinite(Number(value))) whole = false;
    }
  });
  return whole ? Number(parse(text).evaluate({ ...values })) : Number.NaN;
}

describe('createEvaluator', () => {
  it('gives what mathjs gives, and no value where a part of the formula has none', async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(strictText, scope, async (text, values) => {
        const named = `${text} + 0 * (a + b + c)`;
        const { out } = await evaluate(named, { a: [values.a], b: [values.b], c: [values.c] });
        // A formula has no negative zero.
        const expected = Math.fround(judge(named, values)) + 0;
        if (Number.isFinite(expected)) valid++;
        expect([text, out[0]! + 0]).toEqual([text, Number.isFinite(expected) ? expected : Number.NaN]);
      }),
      { numRuns: 1000, seed: 7 },
    );
    expect(valid).toBeGreaterThan(300);
  });

  it('takes conditions, and, or cell by cell: what is not needed may have no value', async () => {
    const x = [-1, 0, 2, 8];
    const guarded = await evaluate('x > 0 ? log2(x) : -9', { x });
    expect([...guarded.out]).toEqual([-9, -9, 1, 3]);
    expect(causesOf(guarded)).toEqual({});
    const either = await evaluate('x != 0 and 8 / x > 3 ? 1 : 0', { x });
    expect([...either.out]).toEqual([0, 0, 1, 0]);
    const or = await evaluate('x <= 0 or log2(x) == 3', { x });
    expect([...or.out]).toEqual([1, 1, 0, 1]);
    const not = await evaluate('not (x < 1) or not x', { x });
    expect([...not.out]).toEqual([0, 1, 1, 1]);
  });

  it('counts by cause the cells that the formula gives no value', async () => {
    const x = [0, -2, 4, 1e30];
    expect(causesOf(await evaluate('1 / x', { x }))).toEqual({ 'division by zero': 1 });
    expect(causesOf(await evaluate('1 / (1 / x)', { x }))).toEqual({ 'division by zero': 1 });
    expect(causesOf(await evaluate('x ^ -1', { x }))).toEqual({ 'division by zero': 1 });
    expect(causesOf(await evaluate('log(x)', { x }))).toEqual({ 'logarithm of zero or of a negative number': 2 });
    expect(causesOf(await evaluate('sqrt(x)', { x }))).toEqual({ 'square root of a negative number': 1 });
    expect(causesOf(await evaluate('x ^ 0.5', { x }))).toEqual({ 'fractional power of a negative number': 1 });
    expect(causesOf(await evaluate('asin(x)', { x }))).toEqual({ 'arc sine or arc cosine of a number beyond ±1': 3 });
    // The last passes float32 alone, the one before float64 too.
    expect(causesOf(await evaluate('exp(x)', { x }))).toEqual({ overflow: 1 });
    expect(causesOf(await evaluate('x * x', { x }))).toEqual({ overflow: 1 });
    const both = await evaluate('x == -2 ? 1 / 0 : sqrt(x - 4)', { x });
    expect(causesOf(both)).toEqual({ 'division by zero': 1, 'square root of a negative number': 1 });
    expect([...both.out]).toEqual([Number.NaN, Number.NaN, 0, Math.fround(Math.sqrt(Math.fround(1e30) - 4))]);
  });

  it('has no value where a layer that it names has none, needed or not, and counts the cells by layer', async () => {
    const columns = { a: [1, Number.NaN, 3, Number.NaN], b: [0, 1, Number.NaN, Number.NaN], c: [1, 1, 1, 1] };
    const result = await evaluate('c > 0 ? 5 : a + b', columns);
    expect([...result.out]).toEqual([5, Number.NaN, Number.NaN, Number.NaN]);
    // In the order of their mention: c, a, b.
    expect([...result.tally.byLayer]).toEqual([0, 2, 2]);
    expect(causesOf(result)).toEqual({});
    // NaN ^ 0 is 1 in IEEE 754, and NaN < 1 is false.
    expect([...(await evaluate('a ^ 0', columns)).out]).toEqual([1, Number.NaN, 1, Number.NaN]);
    expect([...(await evaluate('(a < 1) + 0', columns)).out]).toEqual([0, Number.NaN, 0, Number.NaN]);
  });

  it('is the same for every place in a column, whatever its length', async () => {
    const cells = 2500;
    const a = Array.from({ length: cells }, (_, i) => Math.fround(Math.sin(i) * 10));
    const b = Array.from({ length: cells }, (_, i) => (i % 7 === 0 ? Number.NaN : Math.fround(i / 100)));
    const { out, tally } = await evaluate('(a - b) ^ 2 / (a + 2 * b) + max(a, b, 3)', { a, b });
    const expected = a.map((value, i) =>
      Math.fround((value - b[i]!) ** 2 / (value + 2 * b[i]!) + Math.max(value, b[i]!, 3)),
    );
    expect([...out]).toEqual(expected);
    expect([...tally.byLayer]).toEqual([0, Math.ceil(cells / 7)]);
  });

  it('rounds halves away from zero', async () => {
    const x = [-2.5, -0.4, 0.5, 1.4999, 2.5];
    expect([...(await evaluate('round(x) + 0', { x })).out]).toEqual([-3, 0, 1, 1, 3]);
  });
});
