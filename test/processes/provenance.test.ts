import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quantity } from '../../src/processes/inputs/quantity.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';
import { describeProvenance } from '../../src/processes/provenance.ts';
import type { Json } from '../../src/core/json.ts';

const inputs = z.object({
  blockSizeM: quantity({ unit: 'm' }).nullable().default(null),
  shareFraction: quantity({ unit: '', min: 0, max: 1 }).default(0.5),
  layers: z.array(z.strictObject({ name: z.string(), thicknessM: quantity({ unit: 'm' }) })).default([]),
});

function inDocumentedUnits(given: Json): unknown {
  const record = describeProvenance({
    process: { id: 'p', version: '1' },
    inputs: given,
    parsed: parseInputs(inputs, given),
    used: [],
    code: { name: 'cryoforest', version: '0', commit: null, node: 'v24' },
    started: new Date(0),
    finished: new Date(0),
    outputs: {},
  });
  expect(record).toMatchObject({ inputs: given });
  return (record as { inDocumentedUnits: unknown }).inDocumentedUnits;
}

describe('describeProvenance', () => {
  it('keeps inputs as given, and texts with units beside them as the numbers that they were taken for', () => {
    const layers = [
      { name: '5', thicknessM: 0.4 },
      { name: 'b', thicknessM: '30 cm' },
    ];
    expect(inDocumentedUnits({ blockSizeM: '25 km', shareFraction: '35 %', layers })).toEqual({
      '/blockSizeM': 25_000,
      '/shareFraction': 0.35,
      '/layers/1/thicknessM': 0.3,
    });
  });

  it('has none where all numbers were in the documented units, or left out', () => {
    expect(inDocumentedUnits({ blockSizeM: 3, layers: [] })).toEqual({});
    expect(inDocumentedUnits({ blockSizeM: null })).toEqual({});
  });
});
