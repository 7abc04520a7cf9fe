import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nFactorInput, resolveNFactors } from '../../../src/processes/inputs/nFactorInput.ts';
import { parseInputs } from '../../../src/processes/parseInputs.ts';

const schema = z.object({ surface: nFactorInput });

function resolved(surface: unknown) {
  return resolveNFactors(parseInputs(schema, { surface }).surface);
}

describe('nFactorInput', () => {
  it('takes numbers as they are, without a note', () => {
    expect(resolved({ thaw: 0.8, freeze: 0 })).toEqual({ factors: { thaw: 0.8, freeze: 0 }, notes: [] });
  });

  it('takes a surface of the table, and says where its numbers come from', () => {
    const { factors, notes } = resolved('tundra');
    expect(factors).toEqual({ thaw: 1, freeze: 0.5 });
    expect(notes).toHaveLength(2);
    expect(notes[0]).not.toContain('not checked');
    expect(resolved('asphalt').notes[0]).toMatch(/1\.95, the middle of 1\.6–2\.3: .* not checked/);
  });

  it('replaces one of a surface by a number', () => {
    const { factors, notes } = resolved({ surface: 'forest', freeze: 0.3 });
    expect(factors.freeze).toBe(0.3);
    expect(factors.thaw).toBeCloseTo(0.85, 12);
    expect(notes).toHaveLength(1);
  });

  it.each([
    ['tunda', '/surface: expected a surface of the table, whose nearest is "tundra", found "tunda"'],
    [{ surface: 'tunda' }, '/surface/surface: expected a surface of the table, whose nearest is "tundra"'],
    ['forest', '/surface/freeze: expected a number: the table has none for forest, as it depends on the snow'],
    [{ thaw: 1 }, '/surface/freeze: expected a number, found nothing'],
    [{ thaw: -1, freeze: 1 }, '/surface'],
    [{ thaw: 1, freeze: 40 }, '/surface/freeze: expected at least 0 and at most 4'],
    [7, 'expected string, or expected object'],
  ])('refuses %j', (surface, message) => {
    expect(() => resolved(surface)).toThrow(message);
  });
});
