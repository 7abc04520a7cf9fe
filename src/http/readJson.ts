/** A JSON request body, with a limit on its size. */
import type { Context } from 'hono';
import { DomainError } from '../core/errors.ts';
import { mediaTypeOf } from './negotiate.ts';

const maxJsonBytes = 1_000_000;
/** Far deeper than any request; what walks a body calls itself once for each level. */
const maxDepth = 64;

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
  const text = await readText(c.req.raw.body);
  const body = parse(text);
  if (isDeeper(body, maxDepth)) {
    throw new DomainError('too-large', `A JSON body may nest ${maxDepth} levels; this one nests more`, { maxDepth });
  }
  return body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DomainError('malformed-json', `The body is not JSON: ${reason}`, {}, { cause: error });
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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
