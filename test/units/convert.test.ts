import * as fc from 'fast-check';
import { unit } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { parseQuantity, unitConverter } from '../../src/units/convert.ts';

const inUnit = (text: string, wanted: string): number => parseQuantity(text, { unit: wanted, difference: false });
const difference = (text: string, wanted: string): number => parseQuantity(text, { unit: wanted, difference: true });

describe('a number with its unit', () => {
  it.each([
    ['0.9 W/(m K)', 'W/(m K)', 0.9],
    ['0.9 W m⁻¹ K⁻¹', 'W/(m K)', 0.9],
    ['0.9 W·m−1·K−1', 'W/(m K)', 0.9],
    ['0.9 W/m·K', 'W/(m K)', 0.9],
    ['0.9W/mK', 'W/(m K)', 0.9],
    ['900 mW/(m °C)', 'W/(m K)', 0.9],
    ['30 cm', 'm', 0.3],
    ['3 ft', 'm', 0.9144],
    ['3 centimetres', 'm', 0.03],
    ['250 μm', 'm', 0.00025],
    ['1.2 g/cm3', 'kg/m³', 1200],
    ['1.2 g/cm³', 'kg/m³', 1200],
    ['1.2 t/m^3', 'kg/m³', 1200],
    ['35 %', '', 0.35],
    ['0.35 m³/m³', '', 0.35],
    ['0.35', '%', 0.35],
    ['1200 °C·day', '°C·day', 1200],
    ['1200 K d', '°C·day', 1200],
    ['1.728e8 °C·s', '°C·day', 2000],
    ['1.8 °F day', '°C·day', 1],
    ['0.05 m/(degC day)^0.5', 'm/(°C·day)^0.5', 0.05],
    ['5 cm °C^-0.5 d^-0.5', 'm/(°C·day)^0.5', 0.05],
    ['5 cm (K·d)^(-1/2)', 'm/(°C·day)^0.5', 0.05],
    ['334 kJ/kg', 'J/kg', 334_000],
    ['2.4 MJ/(m³ K)', 'J/(m³ K)', 2.4e6],
    ['60 mW/m²', 'W/m²', 0.06],
  ])('%s in %s is %s', (text, wanted, expected) => {
    expect(inUnit(text, wanted)).toBe(expected);
  });

  it('moves the zero of a scale of temperature, but not of a difference or of a rate', () => {
    expect(['-3 degC', '−3 °C', '–3 ℃', '-3 C', '270.15 K', '26.6 °F'].map((text) => inUnit(text, '°C'))).toEqual(
      Array.from({ length: 6 }, () => -3),
    );
    expect(inUnit('-3 °C', 'K')).toBe(270.15);
    expect(['3 K', '3 °C', '5.4 °F'].map((text) => difference(text, '°C'))).toEqual([3, 3, 3]);
    expect(inUnit('20 K/km', '°C/m')).toBe(0.02);
    expect(inUnit('0.4 °C/decade', '°C/year')).toBe(0.04);
  });

  it.each([
    ['0.9 W/m', 'W/(m K)', 'expected a thermal conductivity in W/(m K), not a power per length'],
    ['0.9 W/m*K', 'W/(m K)', 'not a quantity in kg m s^-3 K'],
    ['1200 °C', '°C·day', 'expected a sum of degree-days in °C·day, not a temperature'],
    ['30 cm', '°C', 'expected a temperature in °C, not a length'],
    ['30 cm', '', 'expected a number without a unit, not a length'],
    ['0,3 m', 'm', 'expected a number with a decimal point, in m or with its unit'],
    ['1.200,5 m', 'm', 'expected a number with a decimal point'],
    ['', 'm', 'expected a number'],
    ['NaN', 'm', 'expected a number'],
    ['Infinity m', 'm', 'expected a number'],
    ['m', 'm', 'expected a number'],
    ['1 furlongs', 'm', '"furlongs" is not known'],
    ['1 constructor', 'm', '"constructor" is not known'],
    ['1 __proto__', 'm', '"_" stands in it'],
    ['1 sqrt(m)', 'm', '"sqrt" is not known'],
    ['1 m; import("fs")', 'm', '";" stands in it'],
    ['1 m = 2', 'm', '"=" stands in it'],
    ['1 m + cm', 'm', 'only products, quotients and powers are'],
    ['1 -m', 'm', 'only products, quotients and powers are'],
    ['1 m^m', 'm', 'is no power'],
    ['1 m^99', 'm', 'is no power from -12 to 12'],
    ['1 m^(1/0)', 'm', 'is no power'],
    ['3.5 °C/100', '°C', 'the number 100 stands in it'],
    ['1 200 m', 'm', 'the number 200 stands in it'],
    [`1 ${'('.repeat(60)}m`, 'm', 'only products, quotients and powers are'],
    [`1 ${'m '.repeat(60)}`, 'm', 'more than 100 characters'],
  ])('%j in %j is refused', (text, wanted, message) => {
    expect(() => inUnit(text, wanted)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => inUnit(text, wanted)).toThrow(message);
  });

  it('agrees with mathjs on products of units', () => {
    const pairs = [
      ['ft', 'cm'],
      ['lb', 'kg'],
      ['hour', 'year'],
      ['degF', 'K'],
      ['kJ', 'BTU'],
      ['mW', 'hp'],
      ['kPa', 'psi'],
      ['deg', 'rad'],
    ] as const;
    const factor = fc.tuple(fc.constantFrom(...pairs), fc.integer({ min: -3, max: 3 }));
    const property = fc.property(fc.array(factor, { minLength: 2, maxLength: 4 }), (factors) => {
      const written = (side: 0 | 1): string => factors.map(([pair, power]) => `${pair[side]}^${power}`).join(' ');
      // Beside another unit, mathjs takes degrees as differences too.
      const theirs = factors.reduce(
        (product, [[from, to], power]) => product * unit(1, `${from} cd`).toNumber(`${to} cd`) ** power,
        1,
      );
      expect(unitConverter(written(0), { unit: written(1), difference: false })(theirs) / theirs ** 2).toBeCloseTo(
        1,
        9,
      );
    });
    fc.assert(property);
  });
});
