import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { seedInput } from '../../src/processes/inputs/commonInputs.ts';
import { parseInputs } from '../../src/processes/parseInputs.ts';

const schema = z.object({
  seed: z.int().default(1),
  engine: z.strictObject({ trees: z.int().default(500) }).prefault({}),
  layer: z.union([z.string(), z.strictObject({ column: z.string() })]).optional(),
});

describe('parseInputs', () => {
  it('fills in defaults', () => {
    expect(parseInputs(schema, {})).toEqual({ seed: 1, engine: { trees: 500 } });
  });

  it('refuses an unknown field with the nearest valid name', () => {
    expect(() => parseInputs(schema, { sed: 2 })).toThrow(
      expect.objectContaining({ code: 'unknown-field', message: expect.stringContaining('"seed"') }),
    );
  });

  it('finds the nearest name inside objects, with a pointer to it', () => {
    expect(() => parseInputs(schema, { engine: { tres: 5 } })).toThrow(
      expect.objectContaining({
        detail: { errors: [{ pointer: '/engine/tres', detail: expect.stringContaining('"trees"') }] },
      }),
    );
  });

  it('points at every fault of a value', () => {
    expect(() => parseInputs(schema, { seed: 1.5, engine: { trees: 'many' } })).toThrow(
      expect.objectContaining({
        code: 'invalid-input',
        detail: {
          errors: [
            expect.objectContaining({ pointer: '/seed' }),
            expect.objectContaining({ pointer: '/engine/trees' }),
          ],
        },
      }),
    );
  });

  it('says what was expected and what was found, in one phrase for all forms of a choice', () => {
    expect(() => parseInputs(schema, { seed: 1.5 })).toThrow('/seed: expected int, found 1.5');
    expect(() => parseInputs(schema, { engine: 5 })).toThrow('/engine: expected object, found 5');
    expect(() => parseInputs(schema, { layer: 5 })).toThrow('/layer: expected string, or expected object, found 5');
    const seeded = z.object({ seed: seedInput });
    expect(() => parseInputs(seeded, { seed: 1e300 })).toThrow(/^(?!.*\/seed.*\/seed).*\/seed: .*found 1e\+300/s);
    expect(() => parseInputs(z.object({ seed: z.int() }), {})).toThrow('/seed: expected number, found nothing');
  });

  it('names a form once that choices within a choice share', () => {
    const inner = z.union([z.string(), z.number()]);
    const nested = z.object({ factor: z.union([z.string(), inner, z.strictObject({ classes: z.string() })]) });
    expect(() => parseInputs(nested, {})).toThrow(
      '/factor: expected string, or expected number, or expected object, found nothing',
    );
  });

  it('finds the nearest name inside choices, records and lists', () => {
    const layers = z.object({ layers: z.record(z.string(), z.array(schema.shape.layer.unwrap())) });
    expect(() => parseInputs(schema, { layer: { colum: 'lat', column: 'lat' } })).toThrow(/nearest is "column"/);
    expect(() => parseInputs(layers, { layers: { a: [{ column: 'lat', colum: 'lat' }] } })).toThrow(
      '/layers/a/0/colum: unknown field "colum"; the nearest is "column"',
    );
  });

  it('names the fields of the form that was chosen by its name, not those of the others', () => {
    const methods = z.discriminatedUnion('name', [
      z.strictObject({ name: z.literal('edaphic'), factor: z.number() }),
      z.strictObject({ name: z.literal('stefan'), nFactor: z.number() }),
    ]);
    expect(() =>
      parseInputs(z.object({ method: methods }), { method: { name: 'edaphic', factor: 1, nFactor: 3 } }),
    ).toThrow('/method/nFactor: unknown field "nFactor"; the nearest is "factor"');
  });

  it('says why a key is no name', () => {
    const named = z.object({ by: z.record(z.string().regex(/^[a-z]+$/, 'a name has letters only'), z.int()) });
    expect(() => parseInputs(named, { by: { '../x': 1 } })).toThrow('/by/..~1x: a name has letters only, found "../x"');
  });

  it('lists fifty faults of a hostile body, each cut short', () => {
    const hostile = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${'x'.repeat(1000)}${i}`, i]));
    const refusal = expect.objectContaining({
      detail: { errors: expect.objectContaining({ length: 50 }) },
      message: expect.stringMatching(/^.{1,15000}$/),
    });
    expect(() => parseInputs(schema, hostile)).toThrow(refusal);
  });
});
