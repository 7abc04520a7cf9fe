/** Judges of response bodies: the published schemas of the standard, and our own OpenAPI document. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { sharedFolder } from '../support/oracles.ts';

export const ogcFolder = sharedFolder('design/ogc/v1.0');

/** Members of `oneOf` overlap in the published schemas (a string is also binary, an integer a number): any may match. */
export function loadOgcSchemas(folder: string): (name: string, body: unknown) => string[] {
  const ajv = newAjv();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8'), oneOfToAnyOf));
  }
  return (name, body) => faults(ajv.getSchema(`https://local/v1.0-pub/${name}.json`), body);
}

function oneOfToAnyOf(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('oneOf' in value) || !Array.isArray(value.oneOf)) return value;
  const { oneOf, ...rest } = value;
  return { ...rest, anyOf: oneOf };
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly security?: readonly unknown[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>
  >;
}

/** Whether a body is what the document says for this operation, status and media type. */
export function loadOwnSchemas(
  document: OpenApi,
): (operation: OpenApiOperation, status: number, mediaType: string, body: unknown) => string[] {
  const ajv = newAjv();
  ajv.addSchema(asJsonSchema({ $id: 'own', components: document.components }));
  return (operation, status, mediaType, body) => {
    const answer = operation.responses[status];
    if (answer === undefined) return [`${operation.operationId} does not declare the status ${status}`];
    if (mediaType === '') return [];
    const content = answer.content ?? {};
    const schema = content[mediaType]?.schema ?? content['*/*']?.schema;
    if (schema === undefined) return [`${operation.operationId} does not declare ${mediaType} for ${status}`];
    return typeof body === 'string' ? [] : faults(ajv.compile(asJsonSchema(schema)), body);
  };
}

/** OpenAPI 3.0 has boolean exclusive bounds, `nullable` without effect where there is no type, and its own references. */
function asJsonSchema(schema: object): object {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"own#/components/');
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'object' || value === null || key === 'properties') return value;
    const { minimum, exclusiveMinimum, nullable, ...rest }: Record<string, unknown> = { ...value };
    if (exclusiveMinimum === true) return { ...rest, exclusiveMinimum: minimum };
    return nullable === true && rest['type'] === undefined ? rest : value;
  });
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('url', true);
  return ajv;
}

function faults(validate: ValidateFunction | undefined, body: unknown): string[] {
  if (validate === undefined) return ['there is no such schema'];
  if (validate(body)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
