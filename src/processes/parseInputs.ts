/** Checks a process's inputs by its own schema, with messages that say where and what would be right. */
import { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';

interface InputFault {
  /** JSON pointer into the inputs. */
  readonly pointer: string;
  readonly detail: string;
}

/** Faults listed, and characters shown of what was found: a hostile body may have thousands of each. */
const mostFaults = 50;
const mostShown = 80;

/**
 * @throws {DomainError} 'unknown-field' where a field is not part of the schema, else 'invalid-input'; `detail.errors`
 *   lists the faults
 */
export function parseInputs<Inputs extends z.ZodObject>(schema: Inputs, raw: unknown): z.output<Inputs> {
  const parsed = schema.strict().safeParse(raw);
  if (parsed.success) return parsed.data as z.output<Inputs>;
  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue, schema, raw)).slice(0, mostFaults);
  const unknown = parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys');
  const message = faults
    .map((fault) => `${fault.pointer === '' ? 'inputs' : fault.pointer}: ${fault.detail}`)
    .join('; ');
  throw new DomainError(unknown ? 'unknown-field' : 'invalid-input', message, { errors: faults });
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodObject, raw: unknown): InputFault[] {
  if (issue.code !== 'unrecognized_keys') {
    const found = issue.code === 'invalid_key' ? issue.path.at(-1) : valueAt(raw, issue.path);
    return [{ pointer: pointerTo(issue.path), detail: `${expectation(issue)}, found ${shown(found)}` }];
  }
  const known = fieldsAt(schema, issue.path, raw);
  return issue.keys.slice(0, mostFaults).map((given) => {
    const key = given.slice(0, mostShown);
    const nearest = known.length > 0 ? `; the nearest is ${JSON.stringify(nearestName(key, known))}` : '';
    return { pointer: pointerTo([...issue.path, key]), detail: `unknown field ${JSON.stringify(key)}${nearest}` };
  });
}

/** What would be right; for a choice of forms, what each of them lacked. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues.map(expectation).join(' and ');
  if (issue.code === 'invalid_union' && 'options' in issue) {
    const names = (issue.options ?? []).filter((option) => typeof option === 'string');
    return `expected ${names.map((name) => JSON.stringify(name)).join(' or ')}`;
  }
  if (issue.code === 'invalid_union') return [...new Set(formsLacking(issue))].join(', or ');
  return issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^expected tuple/, 'expected array')
    .replace(/, received .*$/, '');
}

/** Form by form, those of a choice within a choice too. */
function formsLacking(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return issue.errors.flatMap(([first]) => {
    if (first === undefined) return [];
    const inner = first.code === 'invalid_union' && !('options' in first) && first.path.length === 0;
    return inner ? formsLacking(first) : [`${pointerTo(first.path)} ${expectation(first)}`.trim()];
  });
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && value !== undefined ? Object.getOwnPropertyDescriptor(value, part)?.value : undefined,
    raw,
  );
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, mostShown);
}

/**
 * Field names of the object at a path: of the form that was chosen by its name, else of all forms where there is a choice;
 * empty where any name may stand.
 */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[], raw: unknown): string[] {
  const [part, ...rest] = path;
  const within = part === undefined ? undefined : valueAt(raw, [part]);
  if (schema instanceof z.ZodObject) {
    if (part === undefined) return Object.keys(schema.shape);
    const field: z.core.$ZodType | undefined = schema.shape[String(part)];
    return field === undefined ? [] : fieldsAt(field, rest, within);
  }
  if (schema instanceof z.ZodUnion) return formsOf(schema, raw).flatMap((option) => fieldsAt(option, path, raw));
  if (schema instanceof z.ZodRecord) return part === undefined ? [] : fieldsAt(schema.valueType, rest, within);
  if (schema instanceof z.ZodArray) return part === undefined ? [] : fieldsAt(schema.element, rest, within);
  if ('unwrap' in schema && typeof schema.unwrap === 'function') return fieldsAt(schema.unwrap(), path, raw);
  return [];
}

function formsOf(union: z.ZodUnion, raw: unknown): readonly z.core.$ZodType[] {
  if (!(union instanceof z.ZodDiscriminatedUnion)) return union.options;
  const { discriminator } = union.def;
  const chosen = union.options.filter(
    (option) =>
      option instanceof z.ZodObject &&
      option.shape[discriminator]?.safeParse(valueAt(raw, [discriminator])).success === true,
  );
  return chosen.length > 0 ? chosen : union.options;
}
