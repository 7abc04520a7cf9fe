/** What a name means in a formula: a layer of the user's, a function, a constant or an operator. */
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { faultAt } from './fault.ts';
import { constants, functions, isFunction } from './operations.ts';

const wordOperators = ['and', 'or', 'not'];
/** Words with a meaning of their own to the parser. */
const reserved = ['mod', 'to', 'in', 'xor', 'end', 'true', 'false', 'null', 'undefined', 'NaN', 'Infinity'];

/** Of the ASCII letters alone: the parser does not know all others. */
export const name = /[A-Za-z_][A-Za-z0-9_]*/y;

/** @throws {DomainError} 'invalid-input' for a name that a formula could not tell from something else */
export function requireLayerName(layer: string): void {
  const meaning = meaningOf(layer);
  if (meaning !== null) {
    const message = `A layer cannot be called ${layer}, which is ${meaning} in formulas`;
    throw new DomainError('invalid-input', message, { layer });
  }
  name.lastIndex = 0;
  if (name.exec(layer)?.[0] === layer) return;
  const rule = 'A layer of a formula is called by letters a–z, digits and _, and not by a digit first';
  throw new DomainError('invalid-input', `${rule}; found ${JSON.stringify(layer)}`, { layer });
}

function meaningOf(layer: string): string | null {
  if (isFunction(layer)) return 'a function';
  if (Object.hasOwn(constants, layer)) return 'a constant';
  return wordOperators.includes(layer) || reserved.includes(layer) ? 'a word of its own' : null;
}

/**
 * @param called whether a parenthesis follows
 * @throws {DomainError} 'invalid-input' for a name that means nothing, with the nearest that does
 */
export function kindOfName(
  text: string,
  { column, called, layers }: { readonly column: number; readonly called: boolean; readonly layers: readonly string[] },
): 'operator' | 'function' | 'layer' | 'constant' {
  if (wordOperators.includes(text)) return 'operator';
  const isLayer = layers.includes(text);
  if (isFunction(text)) {
    if (!called) throw faultAt(column, `the function ${text} needs parentheses`);
    return 'function';
  }
  if (called && isLayer) throw faultAt(column, `${text} is a layer, not a function; an operator is missing`);
  if (isLayer) return 'layer';
  if (!called && Object.hasOwn(constants, text)) return 'constant';
  const candidates = called ? Object.keys(functions) : layers;
  const unknown = `unknown ${called ? 'function' : 'name'} ${text}; the nearest is ${nearestName(text, candidates)}`;
  const known = { Layers: layers, functions: Object.keys(functions), constants: Object.keys(constants) };
  const lists = Object.entries(known).map(([what, names]) => `${what}: ${names.join(', ')}`);
  throw faultAt(column, `${unknown}. ${lists.join('; ')}`);
}
