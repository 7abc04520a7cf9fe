/** Random access to a local file in which a short read is an error, never zeros. */
import { readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { DomainError, isErrno } from '../core/errors.ts';
import { unreadable } from './refusals.ts';

export interface StrictFile {
  readonly path: string;
  /** As shown to people: without folders. */
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Exactly these bytes, in a buffer of their own.
   * @throws {DomainError} 'raster-unreadable' where the file ends before
   */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Fills a buffer at once, without leaving this thread; throws as `read` does. */
  readInto(bytes: Uint8Array, offset: number): void;
  close(): Promise<void>;
}

/**
 * @param name shown in messages instead of the file's own name, for uploads that lie under a hash
 * @throws {DomainError} 'not-found', or 'raster-unreadable' for what is not a file
 */
export async function openStrictFile(path: string, name = basename(path)): Promise<StrictFile> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) throw new DomainError('not-found', `${name}: there is no such file.`, { file: name });
    throw unreadable(name, 'the file cannot be opened', {}, error);
  });
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    throw unreadable(name, 'expected a file, found a folder or a device');
  }
  const checkRange = (offset: number, length: number): void => {
    if (Number.isSafeInteger(offset) && offset >= 0 && offset + length <= stat.size) return;
    throw unreadable(name, `needs bytes ${offset} to ${offset + length}, but the file has ${stat.size}`);
  };
  const endedAt = (position: number): DomainError => unreadable(name, `ended at byte ${position} while it was read`);
  return {
    path,
    name,
    sizeBytes: stat.size,
    async read(offset, length) {
      checkRange(offset, length);
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw endedAt(offset + done);
        done += bytesRead;
      }
      return bytes;
    },
    readInto(bytes, offset) {
      checkRange(offset, bytes.length);
      for (let done = 0; done < bytes.length;) {
        const bytesRead = readSync(handle.fd, bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) throw endedAt(offset + done);
        done += bytesRead;
      }
    },
    close: () => handle.close(),
  };
}
