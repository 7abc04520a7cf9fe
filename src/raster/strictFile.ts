/** Random access to a local file in which a short read is an error, never zeros. */
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
  return {
    path,
    name,
    sizeBytes: stat.size,
    async read(offset, length) {
      if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > stat.size) {
        throw unreadable(name, `needs bytes ${offset} to ${offset + length}, but the file has ${stat.size}`);
      }
      // Not zeroed: every byte is read, or it is an error.
      const bytes = Buffer.allocUnsafeSlow(length);
      let done = 0;
      while (done < length) {
        const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw unreadable(name, `ended at byte ${offset + done} while it was read`);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close(),
  };
}
