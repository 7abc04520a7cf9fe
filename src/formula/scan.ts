/** The words of a formula with their columns, and what can be refused before its grammar is looked at. */
import { DomainError } from '../core/errors.ts';
import { faultAt } from './fault.ts';
import { kindOfName, name } from './names.ts';

export interface Word {
  readonly kind: 'number' | 'function' | 'layer' | 'constant' | 'operator';
  readonly text: string;
  /** Of its first character, from 1. */
  readonly column: number;
}

/** Caps, each far above what a person writes: parsing and evaluation recurse into a formula. */
export const formulaLimits = { characters: 4000, words: 1000, nesting: 32, depth: 200 };

const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const symbol = /<=|>=|==|!=|[-+*/^<>()?:,]/y;
const space = /\s+/y;

/** What people write who know another language. */
const otherLanguages: readonly (readonly [RegExp, string])[] = [
  [/\*\*/y, 'write a power as ^'],
  [/&&?/y, 'write "and"'],
  [/\|\|?/y, 'write "or"'],
  [/!/y, 'write "not"'],
  [/\./y, 'a formula has no properties'],
  [/[[\]]/y, 'a formula has no indices'],
  [/[{};]/y, 'a formula is one expression'],
  [/["'`]/y, 'a formula has no texts'],
];

/**
 * @param layers the names that the formula may use
 * @throws {DomainError} 'invalid-input' with the column: a character, name or adjacency that no formula has, or a cap
 */
export function scanFormula(text: string, layers: readonly string[]): readonly Word[] {
  const { characters, words: mostWords, nesting } = formulaLimits;
  if (text.length > characters) {
    throw new DomainError('invalid-input', `A formula has at most ${characters} characters, found ${text.length}`);
  }
  refuseAssignment(text);
  const words: Word[] = [];
  let depth = 0;
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const word = wordAt(text, at, layers);
    requireOperatorBetween(words.at(-1), word);
    // A conditional nests like parentheses.
    if (word.text === '(' || word.text === '?') depth++;
    if (word.text === ')') depth--;
    if (depth > nesting) throw faultAt(word.column, `more than ${nesting} levels of parentheses or conditions`);
    words.push(word);
    if (words.length > mostWords) throw faultAt(word.column, `more than ${mostWords} words`);
    at += word.text.length;
  }
  if (words.length === 0) throw new DomainError('invalid-input', 'The formula is empty');
  return words;
}

/** Before names are judged: of f(x) = f(x), this is the fault. */
function refuseAssignment(text: string): void {
  const found = /(?<![<>=!])=(?!=)|===/.exec(text);
  if (found === null) return;
  throw faultAt(found.index + 1, 'a formula neither assigns nor defines anything; two sides are compared by ==');
}

function wordAt(text: string, at: number, layers: readonly string[]): Word {
  const column = at + 1;
  const digits = matchAt(number, text, at);
  if (digits !== null) {
    if (!Number.isFinite(Number(digits))) throw faultAt(column, `the number ${digits} is too large`);
    return { kind: 'number', text: digits, column };
  }
  const known = matchAt(name, text, at);
  if (known !== null) {
    const called = text[skipSpace(text, at + known.length)] === '(';
    return { kind: kindOfName(known, { column, called, layers }), text: known, column };
  }
  const operator = matchAt(symbol, text, at);
  const advice = otherLanguages.find(([pattern]) => matchAt(pattern, text, at) !== null);
  // ** begins as an operator does, and != as a stranger.
  if (operator === '!=' || (operator !== null && advice === undefined))
    return { kind: 'operator', text: operator, column };
  const found = matchAt(advice?.[0] ?? /./suy, text, at);
  throw faultAt(column, `found ${JSON.stringify(found)}; ${advice?.[1] ?? 'a formula does not have this character'}`);
}

/** The parser would take two neighbours for a product. */
function requireOperatorBetween(before: Word | undefined, word: Word): void {
  if (before === undefined) return;
  const ends = before.kind === 'operator' ? before.text === ')' : before.kind !== 'function';
  const begins = word.kind === 'operator' ? word.text === '(' || word.text === 'not' : true;
  if (!ends || !begins) return;
  throw faultAt(word.column, `an operator is missing between "${before.text}" and "${word.text}"`);
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(space, text, at)?.length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
