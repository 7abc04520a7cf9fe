/** A process as OGC API – Processes describes it, all from the one value that defines it. */
import { z } from 'zod';
import type { Process } from '../processes/process.ts';
import { link, rel, selfLinks } from './links.ts';
import type { Link } from './links.ts';

export type SchemaObject = Record<string, unknown>;

export interface ProcessSummary {
  id: string;
  version: string;
  title: string;
  description: string;
  jobControlOptions: ('sync-execute' | 'async-execute' | 'dismiss')[];
  outputTransmission: ('value' | 'reference')[];
  links: Link[];
}

interface InputDescription {
  title: string;
  description: string;
  minOccurs: number;
  maxOccurs: number;
  schema: SchemaObject;
  metadata?: { role: string; title: string }[];
}

interface OutputDescriptionView {
  title: string;
  description: string;
  schema: SchemaObject;
}

export interface ProcessView extends ProcessSummary {
  inputs: Record<string, InputDescription>;
  outputs: Record<string, OutputDescriptionView>;
}

export function summarizeProcess(process: Process, publicUrl: string): ProcessSummary {
  const href = `${publicUrl}/processes/${encodeURIComponent(process.id)}`;
  const jobControlOptions: ProcessSummary['jobControlOptions'] = process.modes.map(
    (mode) => `${mode}-execute` as const,
  );
  if (process.modes.includes('async')) jobControlOptions.push('dismiss');
  return {
    id: process.id,
    version: process.version,
    title: process.title,
    description: process.description,
    jobControlOptions,
    outputTransmission: ['value', 'reference'],
    links: [...selfLinks(href), link(`${href}/execution`, rel.execute, 'Execute this process')],
  };
}

export function describeProcess(process: Process, publicUrl: string): ProcessView {
  const inputs = Object.entries(process.inputs.shape).map(([id, field]) => [id, describeInput(id, field)]);
  const outputs = Object.entries(process.outputs).map(([id, output]) => {
    const schema =
      output.schema === undefined ? fileSchema(output.mediaType) : ogcSchema(toSchema(output.schema, 'output'));
    return [id, { title: output.title, description: output.description, schema }];
  });
  return {
    ...summarizeProcess(process, publicUrl),
    inputs: Object.fromEntries(inputs),
    outputs: Object.fromEntries(outputs),
  };
}

function describeInput(id: string, field: z.core.$ZodType): InputDescription {
  const { title, description, unit, ...schema } = toSchema(field, 'input');
  const optional = z.safeParse(field, undefined).success;
  const { anyOf, ...rest } = schema;
  // The standard has mixed types as oneOf, the default first; the forms of our inputs exclude each other.
  const forms = Array.isArray(anyOf) ? { ...rest, oneOf: anyOf } : schema;
  return {
    title: typeof title === 'string' ? title : id,
    description: typeof description === 'string' ? description : '',
    minOccurs: optional ? 0 : 1,
    maxOccurs: 1,
    schema: ogcSchema(forms),
    ...(typeof unit === 'string' ? { metadata: [{ role: 'unit', title: unit }] } : {}),
  };
}

/** The inputs of a process as one OpenAPI 3.0 schema. */
export function inputsSchema(process: Process): SchemaObject {
  return toSchema(process.inputs, 'input');
}

function toSchema(schema: z.core.$ZodType, io: 'input' | 'output'): SchemaObject {
  return { ...z.toJSONSchema(schema, { target: 'openapi-3.0', io, reused: 'inline', unrepresentable: 'any' }) };
}

/** A JSON value without a declared schema may be anything; a file is bytes of its media type. */
function fileSchema(mediaType: string): SchemaObject {
  if (mediaType === 'application/json') return {};
  return { type: 'string', contentMediaType: mediaType, contentEncoding: 'binary' };
}

/** What the standard's own schema of schemas allows; it is closed, so anything else would make a description invalid. */
const ogcKeywords = new Set(
  (
    'title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems ' +
    'uniqueItems maxProperties minProperties required enum type not allOf oneOf anyOf items properties ' +
    'additionalProperties description format default readOnly writeOnly deprecated contentMediaType contentEncoding ' +
    'contentSchema $ref'
  ).split(' '),
);

function ogcSchema(schema: SchemaObject): SchemaObject {
  const kept = Object.entries(schema).filter(([keyword, value]) => ogcKeywords.has(keyword) && !isNoise(value));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (keyword === 'properties' && isSchema(value)) {
        return [keyword, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, nested(inner)]))];
      }
      if (['items', 'additionalProperties', 'not', 'allOf', 'oneOf', 'anyOf'].includes(keyword)) {
        return [keyword, nested(value)];
      }
      return [keyword, value];
    }),
  );
}

function nested(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nested);
  return isSchema(value) ? ogcSchema(value) : value;
}

/** The range of exact integers tells a reader nothing. */
function isNoise(value: unknown): boolean {
  return value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;
}

function isSchema(value: unknown): value is SchemaObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
