import { describe, expect, it } from 'vitest';
import { holdsGroundTemperature, temperatureFaults } from '../../src/tables/temperatures.ts';

describe('holdsGroundTemperature', () => {
  it.each([
    'magst_c',
    'MAGT_15m',
    'GST 2010',
    'T_ttop',
    'Soil temp. (10 m)',
    'T15_C',
    'temp (℃)',
    '年平均地温',
    'MAGT15',
  ])('is true for a column called %s', (name) => expect(holdsGroundTemperature({ name, role: null })).toBe(true));

  it.each(['medv', 'alt_cm', 'soil_c', 'Temp', 'vitamin_c', 'tax', 'magtape', 'thickness_m'])(
    'is false for a column called %s',
    (name) => expect(holdsGroundTemperature({ name, role: null })).toBe(false),
  );

  it('is true for any name that was given the role', () => {
    expect(holdsGroundTemperature({ name: 'measured', role: 'magt' })).toBe(true);
    expect(holdsGroundTemperature({ name: 'measured', role: 'elevation' })).toBe(false);
  });
});

describe('temperatureFaults', () => {
  it('names each value outside −60…60 °C, and all of a column in kelvin', () => {
    expect([...temperatureFaults(Float64Array.of(-3, 61, Number.NaN, 60)).keys()]).toEqual([1]);
    expect([...temperatureFaults(Float64Array.of(270, 271, 272)).values()]).toSatisfy((faults: string[]) =>
      faults.every((fault) => fault.startsWith('looks like kelvin')),
    );
  });
});
