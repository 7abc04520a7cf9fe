import { describe, expect, it } from 'vitest';
import { parseFormula } from '../../../src/processes/inputs/parseFormula.ts';

const layers = ['nir', 'red', 'tdd', 'fdd'];

const layer = (place: number): unknown => ({ kind: 'layer', layer: place });

/** The message of the refusal, or what was parsed. */
async function refusal(text: string, names = layers): Promise<unknown> {
  return parseFormula(text, names).then(
    (formula) => formula.expression,
    (error: unknown) => (error instanceof Error ? error.message : error),
  );
}

describe('parseFormula', () => {
  it('makes plain data, with the layers that the formula names', async () => {
    const formula = await parseFormula('(nir - red)\n / (nir + 2)', layers);
    expect(formula).toEqual({
      text: '(nir - red)\n / (nir + 2)',
      layers: ['nir', 'red'],
      expression: {
        kind: 'call',
        operation: '/',
        operands: [
          { kind: 'call', operation: '-', operands: [layer(0), layer(1)] },
          { kind: 'call', operation: '+', operands: [layer(0), { kind: 'number', value: 2 }] },
        ],
      },
    });
    expect(structuredClone(formula)).toEqual(formula);
  });

  it('says in which column a name is unknown, and which is near', async () => {
    expect(await refusal('(nir - rde) / 2')).toMatch(
      /^Formula, column 8: unknown name rde; the nearest is red\. Layers: nir, red, tdd, fdd; functions: abs, sqrt/,
    );
    expect(await refusal('2 * sqr(nir)')).toMatch(/^Formula, column 5: unknown function sqr; the nearest is sqrt/);
    expect(await refusal('nir(red)')).toMatch(/column 1: nir is a layer, not a function/);
    await expect(parseFormula('x', layers)).rejects.toMatchObject({
      code: 'invalid-input',
      detail: { column: 1, errors: [{ pointer: '/formula' }] },
    });
  });

  it.each([
    ['f(x) = f(x)', 'column 6: a formula neither assigns nor defines'],
    ['nir = 3', 'column 5: a formula neither assigns'],
    ['nir === red', 'column 5: a formula neither assigns'],
    ['nir.constructor', 'column 4: found "."; a formula has no properties'],
    ['nir[1]', 'column 4: found "["; a formula has no indices'],
    ['{a: nir}', 'column 1: found "{"; a formula is one expression'],
    ['nir; red', 'column 4: found ";"; a formula is one expression'],
    ['nir + "a"', 'column 7: found "\\""; a formula has no texts'],
    ['nir ** 2', 'column 5: found "**"; write a power as ^'],
    ['nir && red', 'column 5: found "&&"; write "and"'],
    ['!nir', 'column 1: found "!"; write "not"'],
    ['nir % 2', 'column 5: found "%"; a formula does not have this character'],
    ['nir × 2', 'column 5: found "×"'],
    ['import(nir)', 'column 1: unknown function import'],
    ['evaluate(nir)', 'column 1: unknown function evaluate'],
    ['add(nir, red)', 'column 1: unknown function add'],
    ['5 cm + nir', 'column 3: unknown name cm'],
    ['nir mod 2', 'column 5: unknown name mod'],
    ['2 nir', 'column 3: an operator is missing between "2" and "nir"'],
    ['(nir)(red)', 'column 6: an operator is missing between ")" and "("'],
    ['sqrt + nir', 'column 1: the function sqrt needs parentheses'],
    ['min(nir)', 'column 1: min needs 2 to 16 in its parentheses, separated by commas; found 1'],
    ['min(nir, red) + sqrt(nir, red)', 'column 17: sqrt needs 1 in its parentheses'],
    ['nir < red < tdd', 'found "nir < red < tdd", which is not'],
    ['nir:red', 'found "nir:red", which is not'],
    ['nir +', 'column 6: unexpected end of expression, found its end'],
    ['(nir', 'column 5: parenthesis ) expected, found its end'],
    ['nir * / red', 'column 7: value expected, found "/ red"'],
    ['nir, red', 'column 4: unexpected operator ,'],
    ['1e999 * nir', 'column 1: the number 1e999 is too large'],
    ['', 'The formula is empty'],
    ['  ', 'The formula is empty'],
    ['2 * pi', 'The formula names no layer. Layers: nir, red, tdd, fdd'],
  ])('refuses %j', async (text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  it('caps length, words and nesting, so that no formula can exhaust the parser', async () => {
    expect(await refusal('nir + '.repeat(1000))).toBe('A formula has at most 4000 characters, found 6000');
    expect(await refusal(`${'-'.repeat(1001)}nir`)).toMatch(/column 1001: more than 1000 words/);
    expect(await refusal(`${'('.repeat(33)}nir${')'.repeat(33)}`)).toMatch(/column 33: more than 32 levels/);
    expect(await refusal(`${'nir ? 1 : '.repeat(33)}0`)).toMatch(/more than 32 levels/);
    for (const long of [`${'-'.repeat(990)}nir`, `nir${'^2'.repeat(490)}`, `nir${'+1'.repeat(490)}`]) {
      expect(await refusal(long)).toBe('The formula nests more than 200 operations in each other');
    }
    expect(await refusal(`${'('.repeat(32)}nir${')'.repeat(32)}`)).toEqual({ kind: 'layer', layer: 0 });
    expect(await refusal(`nir${'+1'.repeat(190)}`)).toMatchObject({ kind: 'call' });
  });

  it('refuses names of layers that mean something else', async () => {
    expect(await refusal('e + 1', ['e'])).toBe('A layer cannot be called e, which is a constant in formulas');
    expect(await refusal('min + 1', ['min'])).toMatch(/which is a function in formulas/);
    expect(await refusal('in + 1', ['in'])).toMatch(/which is a word of its own in formulas/);
    expect(await refusal('a + 1', ['a-b'])).toMatch(/is called by letters a–z, digits and _.*found "a-b"/);
  });

  it('keeps the precedence of mathematics', async () => {
    const [minus, power] = [await refusal('-nir^2'), await refusal('2^nir^3')];
    expect(minus).toMatchObject({ operation: 'negate', operands: [{ operation: '^' }] });
    expect(power).toMatchObject({ operation: '^', operands: [{ kind: 'number' }, { operation: '^' }] });
    expect(await refusal('+nir')).toEqual({ kind: 'layer', layer: 0 });
    expect(await refusal('pi * e * nir')).toMatchObject({
      operands: [{ operands: [{ value: Math.PI }, { value: Math.E }] }, { kind: 'layer' }],
    });
  });
});
