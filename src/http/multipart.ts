/** multipart/related (RFC 2387): several outputs in one answer, files streamed from disk. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Context } from 'hono';
import { contentDisposition } from './sendFile.ts';
import type { ResultPart } from './resultParts.ts';
import { streamBody } from './streamBody.ts';

type MemoryContent = Exclude<ResultPart['content'], { kind: 'file' }>;

/** A part by value has its bytes; one by reference has `Content-Location` and no body. */
export function sendMultipart(c: Context, parts: readonly ResultPart[]): Response {
  const boundary = randomUUID();
  const heads = parts.map((part, index) =>
    Buffer.from(`${index === 0 ? '' : '\r\n'}--${boundary}\r\n${headOf(part)}\r\n`),
  );
  const end = Buffer.from(`\r\n--${boundary}--\r\n`);
  const bytes = parts.reduce((sum, part, index) => sum + heads[index]!.byteLength + sizeOf(part), end.byteLength);
  c.header(
    'Content-Type',
    `multipart/related; boundary=${boundary}; type="${parts[0]?.mediaType ?? 'application/json'}"`,
  );
  c.header('Content-Length', String(bytes));
  return c.req.method === 'HEAD' ? c.body(null, 200) : c.body(streamBody(write(parts, heads, end)), 200);
}

/** The bytes of an output that is not a file, as its media type has them. */
export function memoryBytes(part: ResultPart, content: MemoryContent): Uint8Array<ArrayBuffer> {
  if (content.kind === 'bytes') return new Uint8Array(content.bytes);
  const { value } = content;
  const text = typeof value === 'string' && part.mediaType.startsWith('text/') ? value : JSON.stringify(value);
  return new Uint8Array(Buffer.from(text));
}

async function* write(parts: readonly ResultPart[], heads: readonly Buffer[], end: Buffer): AsyncGenerator<Uint8Array> {
  for (const [index, part] of parts.entries()) {
    yield heads[index]!;
    if (isReference(part)) continue;
    if (part.content.kind === 'file') yield* createReadStream(part.content.file.path);
    else yield memoryBytes(part, part.content);
  }
  yield end;
}

function headOf(part: ResultPart): string {
  const lines = [`Content-ID: ${part.id}`, `Content-Type: ${part.mediaType}`];
  if (part.content.kind === 'file')
    lines.push(`Content-Disposition: ${contentDisposition(part.content.file.fileName)}`);
  if (isReference(part)) lines.push(`Content-Location: ${part.href}`);
  return `${lines.join('\r\n')}\r\n`;
}

function sizeOf(part: ResultPart): number {
  if (isReference(part)) return 0;
  return part.content.kind === 'file' ? part.content.file.bytes : memoryBytes(part, part.content).byteLength;
}

function isReference(part: ResultPart): boolean {
  return part.transmission === 'reference';
}
