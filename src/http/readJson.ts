/** A JSON request body, with a limit on its size. */
import type { Context } from 'hono';
import { DomainError } from '../core/errors.ts';
import { deepestJson, isTooDeep } from '../core/json.ts';
import { mediaTypeOf } from './negotiate.ts';

const maxJsonBytes = 1_000_000;

/**
 * @throws {DomainError} 'unsupported-media-type', 'too-large', or 'malformed-json' with the position
 */
export async function readJson(c: Context): Promise<unknown> {
  const type = mediaTypeOf(c.req.header('Content-Type'));
  if (type !== 'application/json' && !type.endsWith('+json')) {
    throw new DomainError(
      'unsupported-media-type',
      `The body must be application/json, not ${type || 'without a type'}`,
    );
  }
  return parseJson(await readText(c.req.raw.body), 'The body');
}

/**
 * JSON that a client wrote.
 * @param what the subject of a sentence, such as "The body"
 * @throws {DomainError} 'malformed-json' with the position, 'too-large', or 'unknown-field' for `__proto__`, which
 *   would change what an object is instead of what it holds
 */
export function parseJson(text: string, what: string): unknown {
  let value: unknown;
  let hasPrototype = false;
  try {
    value = JSON.parse(text, (key, inner: unknown) => {
      hasPrototype ||= key === '__proto__';
      return inner;
    });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(what);
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError('malformed-json', `${what} is not JSON: ${reason}`, {}, { cause: error });
  }
  if (isTooDeep(value)) throw tooDeep(what);
  if (hasPrototype) throw new DomainError('unknown-field', `${what} has a field "__proto__"; none is called that`);
  return value;
}

function tooDeep(what: string): DomainError {
  return new DomainError('too-large', `${what} may nest ${deepestJson} levels; it nests more`, {
    maxDepth: deepestJson,
  });
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxJsonBytes) {
      throw new DomainError(
        'too-large',
        `A JSON body may have ${maxJsonBytes} bytes; this one has more. Upload tables and rasters as files`,
        { maxBytes: maxJsonBytes },
      );
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new DomainError('malformed-json', 'The body is not JSON: it is not UTF-8 text', {}, { cause: error });
  }
}
