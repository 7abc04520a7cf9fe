/** A unit as a request gives it: one of a few, in any spelling. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { canonicalUnit } from '../../units/canonicalUnit.ts';

const mostCharacters = 40;

/** Its output is one of the choices. Name and meaning come by `.meta()`. */
export function unitInput<Choice extends string>(choices: readonly Choice[]) {
  const other = z.string().max(mostCharacters).meta({ description: 'The same in another spelling, such as °C for C.' });
  const either = z.union([z.enum(choices), other]).check((payload) => {
    try {
      payload.value = canonicalUnit(payload.value, choices);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      payload.issues.push({ code: 'custom', message: error.message, input: payload.value, continue: true });
    }
  });
  // The check leaves a choice where it finds no fault. A transform would, but hides defaults from the JSON schema.
  return either as unknown as z.ZodType<Choice, string>;
}
