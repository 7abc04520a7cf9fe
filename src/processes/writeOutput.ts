/** Files that a process hands back. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Output } from './process.ts';

/** @param content a text is written in UTF-8 */
export async function writeOutput(folder: string, fileName: string, content: string | Uint8Array): Promise<Output> {
  const path = join(folder, fileName);
  await writeFile(path, content);
  return { kind: 'file', path, fileName };
}
