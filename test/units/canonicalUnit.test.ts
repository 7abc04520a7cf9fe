import { expect, it } from 'vitest';
import { canonicalUnit } from '../../src/units/canonicalUnit.ts';
import { refusal } from '../tables/readText.ts';

const temperatures = ['C', 'K', '0.1C', '0.01C'] as const;
const lengths = ['m', 'cm', 'mm'] as const;

it.each([
  ['C', ['C', 'c', ' °C', '℃', '° C', 'degC', 'deg C', 'deg_C', 'Celsius', 'celsius', 'degrees Celsius', '1 °C']],
  ['K', ['K', 'k', 'kelvin', 'Kelvin', 'degK']],
  ['0.1C', ['0.1C', '0.1 °C', '0.1degC', '.1 ℃']],
  ['0.01C', ['0.01C', '0.01 °C']],
] as const)('%s is also written otherwise', (unit, spellings) => {
  expect(spellings.map((text) => canonicalUnit(text, temperatures))).toEqual(spellings.map(() => unit));
});

it.each([
  ['m', ['m', 'M', 'metre', 'metres', 'meters', '100 cm']],
  ['cm', ['cm', 'centimetre', 'centimeters', '0.01 m']],
  ['mm', ['mm', 'millimetres', '0.1 cm']],
] as const)('%s is also written otherwise, as a length', (unit, spellings) => {
  expect(spellings.map((text) => canonicalUnit(text, lengths))).toEqual(spellings.map(() => unit));
});

it.each([
  // A tenth of a kelvin has another zero than a tenth of a degree.
  ['0.1 K', temperatures, 'expected one of the units C, K, 0.1C, 0.01C'],
  ['°F', temperatures, 'expected one of the units C, K, 0.1C, 0.01C'],
  ['m', temperatures, 'expected one of the units C, K, 0.1C, 0.01C'],
  ['km', lengths, 'expected one of the units m, cm, mm'],
  ['', lengths, 'expected one of the units m, cm, mm'],
  ['..1 m', lengths, 'expected one of the units m, cm, mm'],
  ['feat', lengths, 'expected one of the units m, cm, mm: "feat" is no unit here: "feat" is not known'],
] as const)('refuses %j', (text, choices, message) => {
  const error = refusal(() => canonicalUnit(text, choices));
  expect([error.code, error.message]).toEqual(['invalid-input', message]);
});
