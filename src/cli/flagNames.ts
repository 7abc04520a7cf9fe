/** Refusals name inputs by JSON pointers, which is how a request has them; at a shell they are flags. */
import type { PlainError } from '../core/errors.ts';

/** The message with `--engine.trees` for `/engine/trees`, and `--table at /0` where a list is meant. */
export function withFlags({ message, detail }: Pick<PlainError, 'message' | 'detail'>): string {
  // The longest first: /table ends /units/table too.
  const pointers = pointersOf(detail['errors']).toSorted((a, b) => b.length - a.length);
  return pointers.reduce((text, pointer) => text.replaceAll(`${pointer}: `, () => `${flagOf(pointer)}: `), message);
}

function pointersOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown) => {
    const pointer: unknown = error instanceof Object && 'pointer' in error ? error.pointer : null;
    return typeof pointer === 'string' && pointer.startsWith('/') ? [pointer] : [];
  });
}

function flagOf(pointer: string): string {
  const [name = '', ...within] = pointer.slice(1).split('/');
  const index = within.findIndex((part) => /^\d+$/.test(part));
  const keys = index === -1 ? within : within.slice(0, index);
  const inList = index === -1 ? '' : ` at /${within.slice(index).join('/')}`;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return `--${[flag, ...keys].join('.')}${inList}`;
}
