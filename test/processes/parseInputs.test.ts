import { describe, expect, it } from 'vitest';
import { z } from 'zod';
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

  it('says what each form of a choice lacked', () => {
    expect(() => parseInputs(schema, { layer: { colum: 'lat' } })).toThrow(/\/layer/);
  });
});
