/** Describes a model file off the main thread: to read and hash a large one would hold up every request. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { decodeModel } from '../src/forest/modelFile.ts';
import { asTask } from '../src/pool/protocol.ts';
import type { ModelDescription } from '../src/forest/modelHeader.ts';

export interface DescribeModelTask {
  readonly path: string;
}

export default asTask(async ({ path }: DescribeModelTask): Promise<ModelDescription> => {
  const { description } = decodeModel(await readFile(path), (bytes) => createHash('sha256').update(bytes).digest());
  return description;
});
