/** Uploads: streamed to a temporary file, never held in memory, and removed whatever happens. */
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { BusboyInstance } from '@fastify/busboy';
import type { Context } from 'hono';
import { DomainError, toPlainError } from '../core/errors.ts';
import { nearestName } from '../core/nearestName.ts';
import { mediaTypeOf } from './negotiate.ts';
import { refuseInput } from './problem.ts';

export interface ReceivedForm {
  readonly path: string;
  readonly fileName: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface UploadRules {
  readonly folder: string;
  readonly maxBytes: number;
  /** Text fields that the form may have. */
  readonly fields: readonly string[];
  /** Media types of a body that is the file itself, without a form; each with the name that such a file gets. */
  readonly bare: Readonly<Record<string, string>>;
}

const maxFieldBytes = 65_536;

/**
 * Hands one uploaded file and its form fields to `use`; the file is gone when this returns.
 * @throws {DomainError} 'unsupported-media-type', 'too-large', 'unknown-field', 'invalid-input', 'disk-full'
 */
export async function withUpload<Result>(
  c: Context,
  rules: UploadRules,
  use: (form: ReceivedForm) => Promise<Result>,
): Promise<Result> {
  const type = mediaTypeOf(c.req.header('Content-Type'));
  const isForm = type === 'multipart/form-data';
  if (!isForm && !Object.hasOwn(rules.bare, type)) {
    const expected = ['multipart/form-data', ...Object.keys(rules.bare)].join(' or ');
    throw new DomainError('unsupported-media-type', `The body must be ${expected}, not ${type || 'without a type'}`);
  }
  // The form around the file may add its fields to the length.
  if (Number(c.req.header('Content-Length') ?? 0) > rules.maxBytes + 16 * maxFieldBytes) throw tooLarge(rules.maxBytes);
  await mkdir(rules.folder, { recursive: true });
  const folder = await mkdtemp(join(rules.folder, 'upload-'));
  try {
    const path = join(folder, 'file');
    const form = isForm ? await receiveForm(c, rules, path) : await receiveBare(c, rules, path, rules.bare[type] ?? '');
    return await use(form);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function receiveBare(c: Context, rules: UploadRules, path: string, fileName: string): Promise<ReceivedForm> {
  await pipeline(bodyOf(c), limitBytes(rules.maxBytes), createWriteStream(path));
  return { path, fileName, fields: {} };
}

async function receiveForm(c: Context, rules: UploadRules, path: string): Promise<ReceivedForm> {
  const parser = openParser(c, rules);
  const fields: Record<string, string> = {};
  let fileName: string | null = null;
  let written = Promise.resolve();
  let incoming: Readable | null = null;
  const fail = (fault: Error): void => {
    // The parser does not end the part that it is in when it is destroyed: its file would wait for ever.
    incoming?.destroy(fault);
    parser.destroy(fault);
  };

  parser.on('file', (field, stream, name) => {
    incoming = stream;
    fileName = basename(name.replaceAll('\\', '/'));
    stream.on('limit', () => fail(tooLarge(rules.maxBytes)));
    written = pipeline(stream, createWriteStream(path));
    written.catch(fail);
    if (field !== 'file') fail(unknownField(field, ['file', ...rules.fields]));
  });
  parser.on('field', (field, value, _nameCut, valueCut) => {
    if (field === 'file') fail(refuseInput('/file', 'expected a file part with a file name, found text'));
    else if (!rules.fields.includes(field)) fail(unknownField(field, ['file', ...rules.fields]));
    else if (valueCut) fail(refuseInput(`/${field}`, `longer than ${maxFieldBytes} bytes`));
    else fields[field] = value;
  });
  parser.on('filesLimit', () => fail(refuseInput('/file', 'expected one file, found several')));
  parser.on('partsLimit', () => fail(refuseInput('', `expected at most ${rules.fields.length + 1} parts`)));
  try {
    await pipeline(bodyOf(c), parser);
    await written;
  } catch (error) {
    fail(asFault(error));
    await written.catch(() => {});
    throw asFault(error);
  }
  if (fileName === null || fileName === '')
    throw refuseInput('/file', 'the form has no file; send it, with its file name, as the part named "file"');
  return { path, fileName, fields };
}

function openParser(c: Context, rules: UploadRules): BusboyInstance {
  const limits = { files: 1, parts: rules.fields.length + 2, fieldSize: maxFieldBytes, fileSize: rules.maxBytes };
  try {
    return new Busboy({ headers: { 'content-type': c.req.header('Content-Type') ?? '' }, limits });
  } catch (error) {
    throw asFault(error);
  }
}

/** What the parser says of a damaged form is the client's fault; a full disk is not. */
function asFault(error: unknown): Error {
  if (error instanceof DomainError) return error;
  const plain = toPlainError(error);
  if (error instanceof Error && 'code' in error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE') return error;
  return new DomainError(
    'invalid-input',
    `The multipart form is damaged or ends too early (${plain.message}); send it again`,
    {},
    { cause: error },
  );
}

function bodyOf(c: Context): Readable {
  const { body } = c.req.raw;
  return Readable.from(body ?? [], { objectMode: false });
}

function limitBytes(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) done(tooLarge(maxBytes));
      else done(null, chunk);
    },
  });
}

function tooLarge(maxBytes: number): DomainError {
  return new DomainError('too-large', `An upload may have ${maxBytes} bytes; this one has more`, { maxBytes });
}

function unknownField(field: string, known: readonly string[]): DomainError {
  const detail = `unknown field "${field}"; the nearest is "${nearestName(field, known)}"`;
  return new DomainError('unknown-field', detail, { errors: [{ pointer: `/${field}`, detail }] });
}
