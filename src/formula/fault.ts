import { DomainError } from '../core/errors.ts';

/** What is wrong with a formula, and where: columns are counted from 1. */
export function faultAt(column: number, what: string): DomainError {
  const detail = `column ${column}: ${what}`;
  return new DomainError('invalid-input', `Formula, ${detail}`, { column, errors: [{ pointer: '/formula', detail }] });
}
