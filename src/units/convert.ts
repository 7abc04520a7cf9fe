/** A number with the unit written after it, in the unit that was asked for. */
import { DomainError } from '../core/errors.ts';
import { parseUnit } from './parseUnit.ts';
import { quantityName, sameDimensions } from './unit.ts';
import type { Unit } from './unit.ts';

/** What multiplication adds beyond these is noise: 35 % is 0.35, and 270.15 K is −3 °C. */
const significantDigits = 12;

export interface Wanted {
  /** Unit of the result, such as °C or W/(m K); empty for a number without one. */
  readonly unit: string;
  /** Of temperatures: whether 1 K is 1 °C, as among amplitudes and errors, instead of −272.15 °C. */
  readonly difference: boolean;
}

const numberThenUnit = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?)(?![.,\d])\s*(.*)$/isu;

/**
 * @param text a number, and its unit unless it is the wanted one: "30 cm", "−3 °C", "0.9 W/(m K)", "35 %"
 * @throws {DomainError} 'invalid-input' with what was expected, for what is no number, no unit, or of other dimensions
 */
export function parseQuantity(text: string, wanted: Wanted): number {
  const [, digits, unit] = numberThenUnit.exec(text.trim().replace(/^[\u2010-\u2013\u2212]/, '-')) ?? [];
  if (digits === undefined || unit === undefined) {
    const hint = wanted.unit === '' ? '' : `, in ${wanted.unit} or with its unit`;
    throw new DomainError('invalid-input', `expected a number with a decimal point${hint}`);
  }
  return unit === '' ? Number(digits) : unitConverter(unit, wanted)(Number(digits));
}

/**
 * From one unit to another.
 * @throws {DomainError} 'invalid-input' for what is no unit or of other dimensions
 */
export function unitConverter(text: string, wanted: Wanted): (value: number) => number {
  if (text === wanted.unit) return (value) => value;
  const { scale, offset } = unitConversion(text, wanted);
  return (value) => Number((value * scale + offset).toPrecision(significantDigits));
}

/**
 * The same as numbers: value × scale + offset.
 * @throws {DomainError} as `unitConverter`
 */
export function unitConversion(text: string, wanted: Wanted): { readonly scale: number; readonly offset: number } {
  const [from, to] = [parseUnit(text), parseUnit(wanted.unit)];
  if (!sameDimensions(from.dimensions, to.dimensions)) throw wrongDimensions(from, to);
  const scale = from.scale / to.scale;
  // Where neither is a scale of temperature, both zeros are 0.
  const [up, down] = wanted.difference ? [0, 0] : [from.offset, to.offset];
  return { scale, offset: up * scale - down };
}

function wrongDimensions(from: Unit, to: Unit): DomainError {
  const inUnit = to.text === '' ? '' : ` in ${to.text}`;
  return new DomainError(
    'invalid-input',
    `expected ${quantityName(to.dimensions)}${inUnit}, not ${quantityName(from.dimensions)}`,
    { unit: from.text, expected: to.text },
  );
}
