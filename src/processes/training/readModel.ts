import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeModel } from '../../forest/modelFile.ts';
import type { Model } from '../../forest/modelFile.ts';
import type { Library } from '../library.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * @returns the model, and the hash of its whole file in lower-case hexadecimal
 * @throws {DomainError} 'not-found'; 'model-…' for a file that is none, or not of this version
 */
export async function readModel(
  library: Library,
  reference: string,
): Promise<{ readonly model: Model; readonly modelSha256: string }> {
  const file = await library.resolve('model', reference);
  const bytes = await readFile(file.path);
  return { model: decodeModel(bytes, sha256), modelSha256: sha256(bytes).toString('hex') };
}
