/** Inputs as the standard lets them be written, turned into the plain JSON that the processes' own schemas check. */
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { fetchReference } from './fetchReference.ts';
import { refuseInput } from './problem.ts';

export interface InputSource {
  readonly publicUrl: string;
  readonly hrefAllowList: readonly string[];
  readonly signal: AbortSignal;
  /** Media types that the process declares for an input; none means JSON. */
  readonly mediaTypes: (input: string) => readonly string[];
}

/**
 * `{value: …}` becomes its value, `{href: …}` the id of the service's own resource or the JSON document it names, at
 * any depth.
 * @throws {DomainError} 'href-refused'; 'invalid-input' where a stated format is not the input's
 */
export async function resolveInputs(
  inputs: Readonly<Record<string, unknown>>,
  source: InputSource,
): Promise<Record<string, Json>> {
  const resolved: Record<string, Json> = {};
  for (const [name, given] of Object.entries(inputs)) {
    checkFormat(name, given, source.mediaTypes(name));
    resolved[name] = await resolveValue(unqualify(given), source);
  }
  return resolved;
}

async function resolveValue(given: unknown, source: InputSource): Promise<Json> {
  if (given === null || typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean') {
    return given;
  }
  if (Array.isArray(given)) {
    const items: Json[] = [];
    for (const item of given) items.push(await resolveValue(unqualify(item), source));
    return items;
  }
  if (isReference(given)) return followReference(given.href, source);
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(Object(given))) entries.push([name, await resolveValue(value, source)]);
  return Object.fromEntries(entries);
}

async function followReference(href: string, source: InputSource): Promise<Json> {
  if (!URL.canParse(href, source.publicUrl)) throw new DomainError('href-refused', `"${href}" is not a URL`, { href });
  const url = new URL(href, source.publicUrl);
  const own = new URL(source.publicUrl);
  if (url.origin === own.origin) {
    const path = url.pathname.slice(own.pathname.replace(/\/$/, '').length);
    const id = /^\/(?:boreholes|rasters|polygons|models)\/([0-9a-f-]{36})$/i.exec(path)?.[1];
    if (id !== undefined) return id;
    throw new DomainError(
      'href-refused',
      `Of this service, only /boreholes/{id}, /rasters/{id}, /polygons/{id} and /models/{id} can be inputs, not ${url.pathname}`,
      { href },
    );
  }
  const document = await fetchReference(url, source.hrefAllowList, source.signal);
  return resolveValue(document, { ...source, hrefAllowList: [] });
}

/** A qualified value: nothing but `value` and what says how it is encoded. */
function unqualify(given: unknown): unknown {
  return hasOnly(given, 'value', ['mediaType', 'encoding', 'schema']) ? given['value'] : given;
}

function isReference(given: unknown): given is { href: string } {
  return hasOnly(given, 'href', ['rel', 'type', 'hreflang', 'title']) && typeof given['href'] === 'string';
}

function hasOnly(given: unknown, needed: string, allowed: readonly string[]): given is Record<string, unknown> {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, needed)) return false;
  return Object.keys(given).every((key) => key === needed || allowed.includes(key));
}

function checkFormat(name: string, given: unknown, declared: readonly string[]): void {
  if (!hasOnly(given, 'value', ['mediaType', 'encoding', 'schema'])) return;
  const { mediaType, encoding } = given;
  if (encoding !== undefined && !(typeof encoding === 'string' && /^utf-?8$/i.test(encoding))) {
    throw refuseInput(`/inputs/${name}/encoding`, `expected utf-8, found ${JSON.stringify(encoding)}`);
  }
  if (mediaType === undefined) return;
  const accepted = declared.length > 0 ? declared : ['application/json'];
  if (accepted.some((candidate) => candidate === mediaType)) return;
  throw refuseInput(
    `/inputs/${name}/mediaType`,
    `expected ${accepted.join(' or ')}, found ${JSON.stringify(mediaType)}`,
  );
}
