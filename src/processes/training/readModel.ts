import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeModel } from '../../forest/modelFile.ts';
import type { Model } from '../../forest/modelFile.ts';
import type { Library } from '../library.ts';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/**
 * @throws {DomainError} 'not-found'; 'model-…' for a file that is none, or not of this version
 */
export async function readModel(library: Library, reference: string): Promise<Model> {
  const file = await library.resolve('model', reference);
  return decodeModel(await readFile(file.path), sha256);
}
