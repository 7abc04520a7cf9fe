/** Hashes a file off the main thread, and several of them side by side. */
import { errorForParent } from '../src/pool/protocol.ts';
import { hashFile } from '../src/store/hashFile.ts';

export interface HashFileTask {
  readonly path: string;
}

export default async function hashFileTask({ path }: HashFileTask): Promise<{ sha256: string; bytes: number }> {
  try {
    return await hashFile(path);
  } catch (error) {
    throw errorForParent(error);
  }
}
