/** A parameter that may differ from place to place, as a request gives it: a number, a raster, a number by class, a column. */
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearestName.ts';
import { readClassNames } from '../../raster/classNames.ts';
import { rasterLayer } from '../inputs/commonInputs.ts';
import { quantity } from '../inputs/quantity.ts';
import type { Json } from '../../core/json.ts';
import type { RasterSource, StackLayer } from './covariateStack.ts';
import type { CovariateSource } from '../maps/prediction.ts';

/** What a parameter is, and what it can be. */
export interface ParameterRule {
  readonly title: string;
  /** Of bare numbers, rasters and columns; empty for none. */
  readonly unit: string;
  /** Of temperatures: a difference, such as an amplitude, which has no zero to be moved. */
  readonly difference?: true;
  readonly minimum: number;
  readonly maximum: number;
  /** Why nothing lies beyond the bounds, as in "no soil conducts more than quartz". */
  readonly reason: string;
  /** Units that numbers out of bounds are often in, and what to multiply them by. */
  readonly mistaken?: readonly { readonly unit: string; readonly factor: number }[];
  /** Where nearly all values lie, and what to tell of others. */
  readonly likely?: { readonly range: readonly [number, number]; readonly note: string };
}

type Place =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'raster'; readonly source: RasterSource }
  /** Values by number or name of the class. */
  | { readonly kind: 'classes'; readonly source: RasterSource; readonly values: ClassValues }
  /** Of a table of stations; with values where the column holds classes. */
  | { readonly kind: 'column'; readonly column: string; readonly values: ClassValues | null }
  /** What a model predicts; covariates that are not named come from the rasters that it was trained with. */
  | {
      readonly kind: 'model';
      readonly model: string;
      readonly covariates: Readonly<Record<string, CovariateSource>>;
    };

type ClassValues = Readonly<Record<string, number>>;

export type CellParameter = Place & {
  readonly rule: ParameterRule;
  /** How the values came about, for reports; absent for those that were given. */
  readonly origin?: { readonly [key: string]: Json };
};

/** A cap on what one request may ask for. */
const mostClasses = 10_000;

/** For the description of an input that has such parameters. */
const cellParameterForms =
  'Each parameter is a number, also as a text with its unit; {"raster": id, "band": n}, a raster of it; {"classes": raster, "values": {"1": number, "bog": number}}, a raster of classes, by number or name, with the value of each; or, at stations, {"column": name} of their table, with "values" where it holds classes. A class without a value has no result, and is counted.';

/** Schema of a parameter; its output is what `openParameters` and `parametersAtStations` take. */
export function cellParameter(rule: ParameterRule) {
  const number = boundedNumber(rule);
  const values = z
    .record(z.string().min(1).max(200), number)
    .refine((table) => Object.keys(table).length > 0, 'expected the value of at least one class')
    .refine((table) => Object.keys(table).length <= mostClasses, `at most ${mostClasses} classes`);
  return z
    .union([
      number,
      rasterLayer,
      z.strictObject({ classes: z.union([z.string().min(1), rasterLayer]), values }),
      z.strictObject({ column: z.string().min(1), values: values.nullable().default(null) }),
    ])
    .transform((given): CellParameter => ({ ...placeOf(given), rule }))
    .meta({
      title: rule.title,
      description: `${rule.title}${rule.unit === '' ? '' : `, ${rule.unit}`}. ${cellParameterForms}`,
    });
}

function placeOf(
  given:
    | number
    | z.output<typeof rasterLayer>
    | { readonly classes: RasterSource; readonly values: ClassValues }
    | { readonly column: string; readonly values: ClassValues | null },
): Place {
  if (typeof given === 'number') return { kind: 'constant', value: given };
  if ('raster' in given) return { kind: 'raster', source: given };
  if ('classes' in given) return { kind: 'classes', source: given.classes, values: given.values };
  return { kind: 'column', ...given };
}

function boundedNumber(rule: ParameterRule) {
  const { unit, difference = false, minimum: min, maximum: max } = rule;
  return quantity({ unit, difference, min, max, outOfBounds: (value) => outOfBounds(rule, value) });
}

/** What is wrong with a number: the bounds, their reason, and the unit that it seems to be in. */
export function outOfBounds(rule: ParameterRule, value: number): string {
  const { title, unit, minimum, maximum, reason, mistaken = [] } = rule;
  const within = (factor: number): boolean => value * factor >= minimum && value * factor <= maximum;
  const probable = mistaken.find(({ factor }) => within(factor));
  const range = `${minimum} to ${maximum}${unit === '' ? '' : ` ${unit}`}`;
  const hint = probable === undefined ? '' : `. It seems to be in ${probable.unit}: ${conversion(probable.factor)}`;
  return `expected ${title.toLowerCase()} of ${range} (${reason})${hint}`;
}

function conversion(factor: number): string {
  // Of 1/86400, without the digits that it lost.
  return Math.abs(factor) < 1 ? `divide by ${Number((1 / factor).toPrecision(12))}` : `multiply by ${factor}`;
}

/**
 * The value of each class of a raster, by its number.
 * @param pointer of the parameter in the inputs, for messages
 * @throws {DomainError} 'invalid-input' for a name that the raster has for no class, and for a class named twice
 */
export async function valuesByCode(
  values: ClassValues,
  { file, band }: StackLayer,
  pointer: string,
): Promise<readonly (readonly [code: number, value: number])[]> {
  const texts = Object.keys(values).filter((key) => !isCode(key));
  const names = texts.length === 0 ? null : await readClassNames(file.path, file.name, band);
  const codeOf = new Map([...(names ?? [])].map(([code, name]) => [name, code]));
  const unknown = texts.find((text) => !codeOf.has(text));
  if (unknown !== undefined) {
    const known = [...codeOf.keys()];
    const why =
      known.length === 0
        ? `${file.name} has no names for its classes: give their numbers`
        : `${file.name} has no such class; the nearest is ${JSON.stringify(nearestName(unknown, known))}`;
    throw refused(`${pointer}/values/${unknown}`, `${JSON.stringify(unknown)}: ${why}`);
  }
  const pairs = Object.entries(values).map(
    ([key, value]) => [isCode(key) ? Number(key) : codeOf.get(key)!, value] as const,
  );
  const twice = pairs.find(([code], i) => pairs.findIndex(([other]) => other === code) !== i);
  if (twice !== undefined)
    throw refused(`${pointer}/values`, `class ${twice[0]} has two values, by number and by name`);
  return pairs;
}

function isCode(key: string): boolean {
  return /^-?\d{1,9}$/.test(key);
}

export function refused(pointer: string, detail: string): DomainError {
  return new DomainError('invalid-input', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
