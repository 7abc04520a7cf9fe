/** A zipped workbook is inflated once with a cap before anything else touches it: a few kilobytes may hold gigabytes. */
import { inflateRawSync } from 'node:zlib';
import { DomainError, isErrno } from '../core/errors.ts';

/** The workbook library looks each part up among all: 60,000 took it a minute. */
const mostEntries = 4096;
/** PK\x05\x06 */
const endSignature = Buffer.of(0x50, 0x4b, 0x05, 0x06);
const methodStored = 0;
const methodDeflate = 8;

export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
}

/**
 * The entries of an archive, one after the other. The sizes that it states are not believed.
 * @param limitBytes of all entries together
 * @throws {DomainError} 'too-large'; 'table-unreadable' for a damaged archive
 */
export function* inflatedEntries(bytes: Uint8Array, limitBytes: number): Generator<ZipEntry> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = limitBytes;
  for (const at of localHeaders(archive)) {
    const entry = inflate(archive, at, left);
    left -= entry?.content.length ?? 0;
    if (entry === null || left < 0) throw bomb(limitBytes);
    yield entry;
  }
}

/** Offsets of the local headers: those that the workbook library will go to, which counts by the same field. */
function localHeaders(archive: Buffer): number[] {
  const end = archive.lastIndexOf(endSignature);
  if (end === -1) throw damaged('its end is missing');
  try {
    const offsets: number[] = [];
    let at = archive.readUInt32LE(end + 16);
    const entries = archive.readUInt16LE(end + 8);
    if (entries > mostEntries) {
      throw new DomainError('too-large', `Expected a workbook of at most ${mostEntries} parts, found ${entries}`);
    }
    for (let entry = entries; entry > 0; entry--) {
      offsets.push(archive.readUInt32LE(at + 42));
      const variable = archive.readUInt16LE(at + 28) + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
      at += 46 + variable;
    }
    return offsets;
  } catch (error) {
    throw error instanceof DomainError ? error : damaged(error);
  }
}

/** One entry, or null where it is larger than the limit. */
function inflate(archive: Buffer, at: number, limitBytes: number): ZipEntry | null {
  try {
    const method = archive.readUInt16LE(at + 8);
    const nameEnd = at + 30 + archive.readUInt16LE(at + 26);
    const name = archive.toString('latin1', at + 30, nameEnd);
    const data = archive.subarray(nameEnd + archive.readUInt16LE(at + 28));
    if (method === methodStored) return { name, content: data.subarray(0, archive.readUInt32LE(at + 18)) };
    if (method !== methodDeflate) throw damaged(`compression method ${method} is not one of workbooks`);
    // One byte more than is left tells the largest archive that is allowed from a larger one.
    return { name, content: inflateRawSync(data, { maxOutputLength: limitBytes + 1 }) };
  } catch (error) {
    if (error instanceof DomainError) throw error;
    if (isErrno(error, 'ERR_BUFFER_TOO_LARGE')) return null;
    throw damaged(error);
  }
}

function bomb(limitBytes: number): DomainError {
  return new DomainError(
    'too-large',
    `Expected a workbook of at most ${limitBytes} bytes when unpacked, found more: remove sheets that are not needed, or save the table as CSV`,
    { limit: limitBytes },
  );
}

function damaged(cause: unknown): DomainError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DomainError(
    'table-unreadable',
    `Expected a workbook, found a damaged archive (${why}): save the file again and send it whole`,
    {},
    { cause },
  );
}
