/** Files by HTTP: streamed from disk, with ranges and entity tags, so that GDAL's /vsicurl/ reads them in place. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Context } from 'hono';
import { DomainError } from '../core/errors.ts';
import { streamBody } from './streamBody.ts';

export interface ServedFile {
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** Of the whole file, lower-case hexadecimal: its strong entity tag. */
  readonly sha256: string;
}

interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * 200, 206, 304 or 416 as RFC 9110 says. Several ranges in one request are answered by the whole file, as are ranges
 * in any unit but bytes and an If-Range that does not hold the present tag.
 * @throws {DomainError} 'range-not-satisfiable'; 'artefact-damaged' where the file has not the recorded size
 */
export async function sendFile(c: Context, file: ServedFile): Promise<Response> {
  const etag = `"${file.sha256}"`;
  c.header('ETag', etag);
  c.header('Accept-Ranges', 'bytes');
  c.header('Cache-Control', 'private, no-cache');
  if (matchesTag(c.req.header('If-None-Match'), etag)) return c.body(null, 304);
  const onDisk = await stat(file.path).catch(() => null);
  if (onDisk?.size !== file.bytes) {
    throw new DomainError('artefact-damaged', `${file.fileName} is stored with ${onDisk?.size ?? 'no'} bytes`, {
      path: file.path,
      expectedBytes: file.bytes,
    });
  }
  c.header('Content-Type', file.mediaType);
  c.header('Content-Disposition', contentDisposition(file.fileName));
  const ifRange = c.req.header('If-Range');
  const range = ifRange === undefined || ifRange === etag ? parseRange(c.req.header('Range'), file.bytes) : null;
  const { start, end } = range ?? { start: 0, end: file.bytes - 1 };
  if (range !== null) c.header('Content-Range', `bytes ${start}-${end}/${file.bytes}`);
  c.header('Content-Length', String(end - start + 1));
  const status = range === null ? 200 : 206;
  // A body for HEAD would open the file and never close it.
  if (c.req.method === 'HEAD' || file.bytes === 0) return c.body(null, status);
  return c.body(streamBody(createReadStream(file.path, { start, end })), status);
}

/** A file name that cannot end the header or leave its quotes (RFC 6266). */
export function contentDisposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.() -]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/** Null where the header does not ask for one byte range, which means the whole file. */
function parseRange(header: string | undefined, bytes: number): ByteRange | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '');
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return null;
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (start >= bytes || (first === '' && Number(last) === 0)) {
    throw new DomainError('range-not-satisfiable', `The file has ${bytes} bytes; ${header} lies outside it`, { bytes });
  }
  return { start, end };
}
