/** Checks a process's inputs by its own schema, with messages that say where and what would be right. */
import type { z } from 'zod';
import { DomainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';

interface InputFault {
  /** JSON pointer into the inputs. */
  readonly pointer: string;
  readonly detail: string;
}

/**
 * @throws {DomainError} 'unknown-field' where a field is not part of the schema, else 'invalid-input'; `detail.errors`
 *   lists every fault
 */
export function parseInputs<Inputs extends z.ZodObject>(schema: Inputs, raw: unknown): z.output<Inputs> {
  const parsed = schema.strict().safeParse(raw);
  if (parsed.success) return parsed.data as z.output<Inputs>;
  const faults = parsed.error.issues.flatMap((issue) => describeIssue(issue, schema));
  const unknown = parsed.error.issues.some((issue) => issue.code === 'unrecognized_keys');
  const message = faults
    .map((fault) => `${fault.pointer === '' ? 'inputs' : fault.pointer}: ${fault.detail}`)
    .join('; ');
  throw new DomainError(unknown ? 'unknown-field' : 'invalid-input', message, { errors: faults });
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodObject): InputFault[] {
  const pointer = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  if (issue.code !== 'unrecognized_keys') {
    return [{ pointer, detail: issue.message }, ...unionFaults(issue, pointer)];
  }
  const known = fieldsAt(schema, issue.path);
  return issue.keys.map((key) => ({
    pointer: `${pointer}/${key}`,
    detail: `unknown field ${JSON.stringify(key)}${known.length > 0 ? `; the nearest is ${JSON.stringify(nearestName(key, known))}` : ''}`,
  }));
}

/** For a choice of forms, what each form lacked. */
function unionFaults(issue: z.core.$ZodIssue, pointer: string): InputFault[] {
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flat().map((inner) => ({
    pointer: pointer + inner.path.map((part) => `/${String(part)}`).join(''),
    detail: inner.message,
  }));
}

/** Field names of the object schema at a path; empty where the path leads through a choice or a record. */
function fieldsAt(schema: z.ZodObject, path: readonly PropertyKey[]): string[] {
  let fields: Record<string, unknown> = schema.shape;
  for (const part of path) {
    const inner = unwrap(fields[String(part)]);
    if (inner === null) return [];
    fields = inner;
  }
  return Object.keys(fields);
}

function unwrap(field: unknown): Record<string, unknown> | null {
  if (typeof field !== 'object' || field === null) return null;
  if ('shape' in field) return field.shape as Record<string, unknown>;
  if ('unwrap' in field && typeof field.unwrap === 'function') return unwrap(field.unwrap());
  return null;
}
