/** An input that is a physical quantity: a number in the documented unit, or a text with a unit of its own. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { parseQuantity } from '../../units/convert.ts';

interface QuantityRules {
  /** Documented unit, in which a bare number is and the process gets it; empty for a number without one. */
  readonly unit: string;
  /** Of temperatures: a difference, as amplitudes, spreads and thresholds are, which has no zero to be moved. */
  readonly difference?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** The value must be more than this. */
  readonly above?: number;
  /** The value must be a whole number, in the documented unit. */
  readonly whole?: boolean;
  /** The value must be less than this. */
  readonly below?: number;
  /** Why there is nothing beyond the bounds, such as "ground is no denser than its minerals". */
  readonly reason?: string;
  /** Words that the input takes instead of a number, for messages. */
  readonly orNamed?: readonly string[];
  /** The whole message about a number out of bounds, where a better one than these can be had from the value. */
  readonly outOfBounds?: (value: number) => string;
}

const mostCharacters = 120;

/** "0.9 W/(m K)", "30 cm", "-3 degC", "35 %" or a bare number, as a number in `unit`. Name and meaning come by `.meta()`. */
export function quantity(rules: QuantityRules) {
  const { unit, difference = false, whole = false, min, max, above, below, orNamed } = rules;
  const orByName = orNamed === undefined ? '' : ` (or by name: ${orNamed.join(', ')})`;
  const bounds = {
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    ...(above === undefined ? {} : { minimum: above, exclusiveMinimum: true }),
    ...(below === undefined ? {} : { maximum: below, exclusiveMaximum: true }),
  };
  const number = (whole ? z.int() : z.number()).meta({
    ...bounds,
    ...(unit === '' ? {} : { description: `In ${unit}.` }),
  });
  const text = z
    .string()
    .max(mostCharacters)
    .meta({ description: `With its unit, such as ${JSON.stringify(`1 ${unit === '' ? '%' : unit}`)}.` });
  const either = z.union([number, text]).check((payload) => {
    const given = payload.value;
    // Where there are other forms too, it is this one that is at fault, as its type was right.
    const refuse = (message: string): void =>
      void payload.issues.push({ code: 'custom', message: `${message}${orByName}`, input: given, continue: true });
    try {
      const value = typeof given === 'number' ? given : parseQuantity(given, { unit, difference });
      const fault = boundFault(value, given, rules);
      if (fault === null) payload.value = value;
      else refuse(fault);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      refuse(error.message);
    }
  });
  // The check leaves a number where it finds no fault. A transform would, but hides defaults from the JSON schema.
  return (unit === '' ? either : either.meta({ unit })) as unknown as z.ZodType<number, number | string>;
}

/** What would be right; null where the value is. */
function boundFault(value: number, given: number | string, rules: QuantityRules): string | null {
  const { unit, min = -Infinity, max = Infinity, above = -Infinity, below = Infinity, whole = false } = rules;
  const { reason, outOfBounds } = rules;
  if (
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    value > above &&
    value < below &&
    (!whole || Number.isInteger(value))
  )
    return null;
  if (outOfBounds !== undefined) return outOfBounds(value);
  const limits = [
    whole ? 'a whole number' : [],
    min === -Infinity ? [] : `at least ${min}`,
    above === -Infinity ? [] : `more than ${above}`,
    max === Infinity ? [] : `at most ${max}`,
    below === Infinity ? [] : `less than ${below}`,
  ].flat();
  const of = unit === '' ? '' : ` ${unit}`;
  const wanted = limits.length === 0 ? 'a finite number' : `${limits.join(' and ')}${of}`;
  const meant = typeof given === 'string' && Number(given) !== value ? ` (this is ${value}${of})` : '';
  return `expected ${wanted}${reason === undefined ? '' : `, since ${reason}`}${meant}`;
}
