/** Texts as files that a process hands back. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Output } from './process.ts';

export async function writeText(folder: string, fileName: string, text: string): Promise<Output> {
  const path = join(folder, fileName);
  await writeFile(path, text);
  return { kind: 'file', path, fileName };
}

/** A computed number for a table: eight significant digits, without the noise of binary fractions. */
export function shortened(value: number): number {
  return Number(value.toPrecision(8));
}
