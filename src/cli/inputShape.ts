/** What an input that is no plain value looks like, from its JSON schema: {"thaw"?: number, "surface"?: text}. */
import { z } from 'zod';

type Schema = z.core.JSONSchema.BaseSchema;

/** Objects inside so many others are {…}. */
const deepest = 2;

export function inputSchema(field: z.ZodType): Schema {
  return z.toJSONSchema(field, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
}

/** The forms that an input may have, each as text; none where all are plain values such as numbers and names. */
export function inputShapes(schema: Schema): readonly string[] {
  const shapes = distinct(alternativesOf(schema).map((form) => shapeOf(form, 0)));
  return shapes.some((shape) => shape.includes('{')) ? shapes : [];
}

/** The keys of an input's objects, or of those that it lists, with their schemas; the first of a name that says something. */
export function keysOf(schema: Schema): ReadonlyMap<string, Schema> {
  const keys = new Map<string, Schema>();
  for (const form of alternativesOf(schema)) {
    const inner = isSchema(form.items) ? keysOf(form.items) : Object.entries(form.properties ?? {});
    for (const [name, key] of inner) {
      if (isSchema(key) && keys.get(name)?.description === undefined) keys.set(name, key);
    }
  }
  return keys;
}

function shapeOf(schema: Schema, depth: number): string {
  const alternatives = alternativesOf(schema);
  if (alternatives.length !== 1) {
    const objects = alternatives.filter(({ type }) => type === 'object');
    // A number that may also be a raster, classes or a column: its description tells of these, once for all of its kind.
    const isShort = depth > 0 && objects.length > 1 && objects.length < alternatives.length;
    return distinct(alternatives.map((form) => shapeOf(form, isShort ? deepest : depth))).join(' | ');
  }
  const [form] = alternatives;
  const { type, enum: values } = form!;
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (type === 'array') return listShape(form!, depth);
  if (type === 'object') return depth === deepest ? '{…}' : objectShape(form!, depth + 1);
  if (type === 'boolean') return 'true | false';
  return isNumber(form!) ? 'number' : type === 'string' ? 'text' : '…';
}

function listShape({ items, minItems, maxItems }: Schema, depth: number): string {
  const item = isSchema(items) ? shapeOf(items, depth) : '…';
  return minItems !== undefined && minItems === maxItems ? `[${item} × ${minItems}]` : `[${item}, …]`;
}

function objectShape({ properties = {}, required = [], additionalProperties }: Schema, depth: number): string {
  if (isSchema(additionalProperties)) return `{name: ${shapeOf(additionalProperties, depth)}, …}`;
  const keys = Object.entries(properties).map(([name, key]) => {
    const mark = required.includes(name) ? '' : '?';
    return `"${name}"${mark}: ${isSchema(key) ? shapeOf(key, depth) : '…'}`;
  });
  return `{${keys.join(', ')}}`;
}

/** Unions in unions as one. A number that may also be a text with its unit counts as a number. */
function alternativesOf(schema: Schema): readonly Schema[] {
  const forms = (schema.anyOf ?? schema.oneOf)?.filter(isSchema);
  if (forms === undefined) return [schema];
  const [first, second] = forms;
  const isQuantity = forms.length === 2 && isNumber(first!) && second!.type === 'string';
  return isQuantity ? [first!] : forms.flatMap(alternativesOf);
}

function isNumber({ type }: Schema): boolean {
  return type === 'number' || type === 'integer';
}

function isSchema(schema: unknown): schema is Schema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
