/** @file on the command line: what is too long to type, such as a scene's metadata. */
import { readFileSync } from 'node:fs';
import { DomainError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';

/** Texts such as "@MTL.txt" within JSON, as the contents of those files. */
export function withFiles(value: Json): Json {
  if (typeof value === 'string') return value.startsWith('@') ? readText(value.slice(1)) : value;
  if (Array.isArray(value)) return value.map(withFiles);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withFiles(inner)]));
}

/** @throws {DomainError} 'not-found' where the file cannot be read */
export function readText(path: string): string {
  try {
    // Some files of agencies are filled up with zeros.
    return readFileSync(path, 'utf8').replace(/[\s\0]+$/, '');
  } catch (error) {
    const message = `Cannot read ${path}, named by @${path} on the command line`;
    throw new DomainError('not-found', message, { path }, { cause: error });
  }
}
