import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputShapes, keysOf } from '../../src/cli/inputShape.ts';
import { quantity } from '../../src/processes/inputs/quantity.ts';
import { cellParameter } from '../../src/processes/rasters/cellParameter.ts';
import { runCommand } from '../e2e/support/command.ts';

const metres = quantity({ unit: 'm', min: 0 });
const place = z.strictObject({
  depthM: metres.meta({ description: 'Below the ground.' }),
  deep: z.boolean().optional(),
});

function schemaOf(field: z.ZodType) {
  return z.toJSONSchema(field, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
}

describe('inputShapes', () => {
  it.each([
    ['a number with its unit', metres, []],
    ['names', z.array(z.enum(['a', 'b'])), []],
    ['an object', place.nullable().default(null), ['{"depthM": number, "deep"?: true | false}']],
    ['a list', z.array(place), ['[{"depthM": number, "deep"?: true | false}, …]']],
    ['a list of so many', z.array(z.strictObject({ x: metres })).length(2), ['[{"x": number} × 2]']],
    ['a record', z.record(z.string(), z.int()), ['{name: number, …}']],
    [
      'alternatives',
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('none') }),
        z.strictObject({ kind: z.literal('some'), of: z.union([z.string(), place]) }),
      ]),
      ['{"kind": "none"}', '{"kind": "some", "of": text | {"depthM": number, "deep"?: true | false}}'],
    ],
    ['what is nested deeply', z.strictObject({ a: z.strictObject({ b: place }) }), ['{"a": {"b": {…}}}']],
    [
      'a parameter by cell',
      z.strictObject({
        snow: cellParameter({ title: 'Snow', unit: 'm', minimum: 0, maximum: 9, reason: 'it melts' }),
      }),
      ['{"snow": number | {…}}'],
    ],
  ])('shows %s', (_, field, shapes) => {
    expect(inputShapes(schemaOf(field))).toEqual(shapes);
  });
});

it('has keys of the objects in a list, with what the first that says something says', () => {
  const other = z.strictObject({ deep: z.boolean().meta({ description: 'Or not.' }), depthM: metres });
  const keys = keysOf(schemaOf(z.array(z.union([place, other]))));
  expect([...keys].map(([name, { description }]) => [name, description])).toEqual([
    ['depthM', 'Below the ground.'],
    ['deep', 'Or not.'],
  ]);
});

it('simulate-column --help shows what a surface is, and what its keys mean', async () => {
  const { code, stdout } = await runCommand('cli.ts', ['simulate-column', '--help'], { folder: import.meta.dirname });
  expect(code).toBe(0);
  const text = stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('{"nFactors"?: text | {"surface"?: text, "thaw"?: number, "freeze"?: number}, "snow"?: {');
  expect(text).toContain('nFactors {"thaw": number, "freeze": number}, the degree-days of the ground surface');
  expect(text.split('A class without a value has no result').length).toBe(2);
});
