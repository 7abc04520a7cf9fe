import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { HashedFile } from '../core/hashedFile.ts';

/** One buffer for the whole file: those of a stream pile up faster than they are collected. */
const bufferBytes = 2 ** 18;

/** Reads the file piece by piece. */
export async function hashFile(path: string): Promise<HashedFile> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(bufferBytes);
  const file = await open(path);
  try {
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, bufferBytes, bytes);
      if (bytesRead === 0) return { sha256: hash.digest('hex'), bytes };
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}
