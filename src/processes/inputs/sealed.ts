/** Files that a run writes for the next one: open JSON with a checksum, so that a change is seen. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DomainError } from '../../core/errors.ts';
import { sortedJson } from '../../core/json.ts';

export const sealInput = z.string().regex(/^[\da-f]{64}$/);

/** @returns the content with its checksum */
export function seal<Content extends object>(content: Content): Content & { readonly sha256: string } {
  return { ...content, sha256: checksum(content) };
}

/**
 * @param pointer of the file in the request
 * @throws {DomainError} 'invalid-input' where the file was changed after it was written
 */
export function checkSeal({ sha256, ...content }: { readonly sha256: string }, pointer: string): void {
  const found = checksum(content);
  if (found === sha256) return;
  const message = `The restart file was changed after it was written: its checksum says ${sha256.slice(0, 12)}…, its content has ${found.slice(0, 12)}…. Run from the start again`;
  throw new DomainError('invalid-input', message, {
    errors: [{ pointer: `${pointer}/sha256`, detail: `expected ${found}` }],
  });
}

function checksum(content: object): string {
  return createHash('sha256').update(sortedJson(content)).digest('hex');
}
