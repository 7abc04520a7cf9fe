import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputsSchema } from '../../../src/http/processDescription.ts';
import { defineProcess } from '../../../src/processes/process.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';
import { quantity } from '../../../src/processes/inputs/quantity.ts';

const conductivity = quantity({ unit: 'W/(m K)', above: 0, max: 10, reason: 'no ground conducts heat better' });
const inputs = z.object({
  conductivity: conductivity.optional().meta({ title: 'Thermal conductivity', description: 'Of thawed ground.' }),
  depth: quantity({ unit: 'm', min: 0, below: 5000 }).nullable().default(null),
  water: quantity({ unit: '', min: 0, max: 1 }).default(0.3),
  spread: quantity({ unit: '°C', difference: true, min: 0 }).default(0),
});

describe('an input that is a quantity', () => {
  it('is a number in the documented unit, however it was written', () => {
    expect(parseInputs(inputs, { conductivity: 0.9 }).conductivity).toBe(0.9);
    expect(parseInputs(inputs, { conductivity: '900 mW/(m K)' }).conductivity).toBe(0.9);
    expect(parseInputs(inputs, { depth: '30 cm', water: '35 %', spread: '2 K' })).toEqual({
      depth: 0.3,
      water: 0.35,
      spread: 2,
    });
    expect(parseInputs(inputs, {})).toEqual({ depth: null, water: 0.3, spread: 0 });
  });

  it.each([
    [{ conductivity: '0.9 W/m' }, '/conductivity: expected a thermal conductivity in W/(m K), not a power per length'],
    [{ conductivity: '0.9 W/m' }, 'found "0.9 W/m"'],
    [{ conductivity: 0 }, '/conductivity: expected more than 0 and at most 10 W/(m K), since no ground conducts heat'],
    [{ conductivity: '20 W/(cm K)' }, '(this is 2000 W/(m K)), found "20 W/(cm K)"'],
    [{ depth: '5 km' }, '/depth: expected at least 0 and less than 5000 m (this is 5000 m)'],
    [{ water: '-1 %' }, '/water: expected at least 0 and at most 1 (this is -0.01)'],
    [{ water: Number.NaN }, '/water: expected number'],
    [{ water: Number.POSITIVE_INFINITY }, '/water: expected number'],
    [{ spread: '1e400 K' }, 'this is Infinity °C'],
    [{ depth: 'deep' }, '/depth: expected a number with a decimal point, in m or with its unit, found "deep"'],
    [{ depth: `1 ${'m'.repeat(200)}` }, 'expected string to have <=120 characters'],
    [{ depth: [1] }, '/depth: expected number, or expected string, found [1]'],
  ])('%j is refused', (given, message) => {
    expect(() => parseInputs(inputs, given)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
    expect(() => parseInputs(inputs, given)).toThrow(message);
  });

  it('shows its unit, bounds and default in the schema of the process', () => {
    const process = defineProcess({
      id: 'x',
      version: '1',
      title: '',
      description: '',
      inputs,
      outputs: {},
      modes: ['sync'],
      run: () => Promise.resolve({}),
    });
    expect(inputsSchema(process)).toMatchObject({
      properties: {
        conductivity: {
          title: 'Thermal conductivity',
          unit: 'W/(m K)',
          anyOf: [
            { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 10 },
            { type: 'string', description: 'With its unit, such as "1 W/(m K)".' },
          ],
        },
        water: { default: 0.3 },
      },
    });
  });
});
