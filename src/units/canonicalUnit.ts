/** One of a few units under any of its spellings: °C, degC, celsius and C are the same. */
import { DomainError } from '../core/errors.ts';
import { parseUnit } from './parseUnit.ts';
import { sameDimensions } from './unit.ts';
import type { Unit } from './unit.ts';

/** Of 273.15 − 273.15 and the like, what is left in floating point. */
const alike = 1e-9;

/**
 * @param text    as someone writes it, such as "°C", "0.1 degC" or "metres"
 * @param choices as they are recorded, such as "C", "0.1C" or "m"; case does not part them
 * @throws {DomainError} 'invalid-input' for what is none of them
 */
export function canonicalUnit<Choice extends string>(text: string, choices: readonly Choice[]): Choice {
  const known = choices.find((choice) => choice.toLowerCase() === text.trim().toLowerCase());
  if (known !== undefined) return known;
  const unit = parseMultiple(text, choices);
  const same = choices.find((choice) => areSame(parseMultiple(choice, choices), unit));
  if (same !== undefined) return same;
  throw refuse(choices);
}

/** A unit with a number before it: a tenth of a degree has the zero of a degree. */
function parseMultiple(text: string, choices: readonly string[]): Unit & { readonly zero: number } {
  const [, times = '', name = ''] = /^\s*([\d.]*)\s*(.*)$/su.exec(text) ?? [];
  try {
    const unit = parseUnit(name);
    return { ...unit, scale: (times === '' ? 1 : Number(times)) * unit.scale, zero: unit.offset * unit.scale };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw refuse(choices, error);
  }
}

type Multiple = ReturnType<typeof parseMultiple>;

function areSame(a: Multiple, b: Multiple): boolean {
  return sameDimensions(a.dimensions, b.dimensions) && isAlike(a.scale, b.scale) && isAlike(a.zero, b.zero);
}

function isAlike(one: number, other: number): boolean {
  return Math.abs(one - other) <= alike * Math.abs(other);
}

function refuse(choices: readonly string[], cause?: DomainError): DomainError {
  const why = cause === undefined ? '' : `: ${cause.message}`;
  return new DomainError(
    'invalid-input',
    `expected one of the units ${choices.join(', ')}${why}`,
    { choices },
    { cause },
  );
}
