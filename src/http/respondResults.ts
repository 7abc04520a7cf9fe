/** Results in the form that was asked for: the tables of OGC API – Processes 1.0, sections 7.11.2 and 7.13. */
import { readFile } from 'node:fs/promises';
import type { Context } from 'hono';
import { DomainError } from '../core/errors.ts';
import { linkHeader } from './links.ts';
import { sendMultipart, memoryBytes } from './multipart.ts';
import { mediaTypeOf, preferredType } from './negotiate.ts';
import type { ResultPart } from './resultParts.ts';
import { sendFile } from './sendFile.ts';

/** Largest file that is put into a JSON document as base64. */
const maxInlineBytes = 8_000_000;

/**
 * Raw: one output is its bytes, several are multipart/related, references alone are 204 with links. Document: one JSON
 * object. A client that takes JSON but not the raw form gets the document.
 */
export async function respondResults(
  c: Context,
  response: 'raw' | 'document',
  parts: readonly ResultPart[],
): Promise<Response> {
  const asked = response === 'raw' ? rawForm(parts) : null;
  if (asked !== null && takesRaw(c, asked)) return respondRaw(c, parts);
  return c.json(await resultsDocument(parts), 200);
}

/** One output by itself. */
export async function respondOutput(c: Context, part: ResultPart): Promise<Response> {
  if (part.content.kind === 'file') return sendFile(c, part.content.file);
  const type = part.mediaType.startsWith('text/') ? `${part.mediaType}; charset=utf-8` : part.mediaType;
  return c.body(memoryBytes(part, part.content), 200, { 'Content-Type': type });
}

/** Media type of the raw form; null where it has no body, which every client can take. */
function rawForm(parts: readonly ResultPart[]): string {
  const byValue = parts.filter((part) => part.transmission !== 'reference');
  if (byValue.length === 0) return '';
  return parts.length === 1 ? mediaTypeOf(parts[0]?.mediaType) : 'multipart/related';
}

function takesRaw(c: Context, mediaType: string): boolean {
  if (mediaType === '') return true;
  if (c.req.query('f') !== undefined) return false;
  return preferredType(c.req.header('Accept'), [mediaType, 'application/json', 'text/html']) === mediaType;
}

async function respondRaw(c: Context, parts: readonly ResultPart[]): Promise<Response> {
  if (parts.every((part) => part.transmission === 'reference')) {
    for (const part of parts) {
      c.header('Link', linkHeader(hrefOf(part), 'related', { type: part.mediaType, title: part.id }), { append: true });
    }
    return c.body(null, 204);
  }
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? respondOutput(c, only) : sendMultipart(c, parts);
}

async function resultsDocument(parts: readonly ResultPart[]): Promise<Record<string, unknown>> {
  const entries: [string, unknown][] = [];
  for (const part of parts) entries.push([part.id, await documentEntry(part)]);
  return Object.fromEntries(entries);
}

/** Files are links unless their bytes were asked for; JSON values stand in the document, objects qualified. */
async function documentEntry(part: ResultPart): Promise<unknown> {
  const { content, mediaType, transmission } = part;
  const byReference = transmission === 'reference' || (transmission === null && content.kind === 'file');
  if (byReference) return referenceEntry(part);
  if (content.kind === 'value') {
    const isPlain = typeof content.value !== 'object' || Array.isArray(content.value);
    return isPlain ? content.value : { value: content.value, mediaType };
  }
  if (content.kind === 'file' && content.file.bytes > maxInlineBytes) {
    throw new DomainError(
      'too-large',
      `Output ${part.id} has ${content.file.bytes} bytes; a document holds ${maxInlineBytes} at most: ask for it by reference`,
      { output: part.id, maxBytes: maxInlineBytes },
    );
  }
  const bytes = content.kind === 'file' ? await readFile(content.file.path) : Buffer.from(content.bytes);
  return { value: bytes.toString('base64'), encoding: 'base64', mediaType };
}

function referenceEntry(part: ResultPart): Record<string, unknown> {
  const file = part.content.kind === 'file' ? part.content.file : null;
  return {
    href: hrefOf(part),
    rel: 'related',
    type: part.mediaType,
    title: part.title,
    ...(part.resourceId === null ? {} : { id: part.resourceId }),
    ...(file === null ? {} : { length: file.bytes, sha256: file.sha256 }),
  };
}

function hrefOf(part: ResultPart): string {
  if (part.href === null) throw new DomainError('internal', `Output ${part.id} is not kept and has no address`);
  return part.href;
}
