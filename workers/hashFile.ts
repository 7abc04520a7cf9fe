/** Hashes a file off the main thread, and several of them side by side. */
import { asTask } from '../src/pool/protocol.ts';
import { hashFile } from '../src/store/hashFile.ts';

export interface HashFileTask {
  readonly path: string;
}

export default asTask(async ({ path }: HashFileTask): Promise<{ sha256: string; bytes: number }> => {
  return await hashFile(path);
});
